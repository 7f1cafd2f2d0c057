#include "actors/audits.hpp"

#include "actors/gathering.hpp"
#include "actors/journal_heads.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>
#include <vector>

namespace bursar::actors {
namespace {

using ledger::AccountNumber;

constexpr std::size_t slice_wallets = 64;  // what the writer looks up in one go
constexpr std::size_t differences_max = 100;
constexpr int visits_max = 32;

std::vector<AccountNumber> system_accounts_from(AccountNumber first) {
  std::vector<AccountNumber> accounts;
  for (std::uint64_t i = 0; !first.none() && i < ledger::system_accounts_count; ++i)
    accounts.push_back({first.value + i});
  return accounts;
}

std::vector<AccountNumber> system_accounts_of(const RegistryBooks::Tenant& tenant) {
  std::vector<AccountNumber> accounts;
  for (const AccountNumber first : tenant.system_accounts)
    std::ranges::copy(system_accounts_from(first), std::back_inserter(accounts));
  return accounts;
}

/// Of some system accounts and those of the wallets that `counts` says yes to.
template <class Counts>
TrialBalance trial_balance(const std::vector<AccountNumber>& system,
                           const std::vector<AccountNumber>& wallets, const JournalHeads& heads,
                           Counts counts) {
  TrialBalance balance;
  for (std::size_t i = 0; i < system.size(); ++i)
    balance.rows.push_back(
        {.account = system[i],
         .system = static_cast<ledger::SystemAccount>(i % ledger::system_accounts_count),
         .balance = heads.account(system[i]).head.posted});
  TrialBalanceRow together{.account = {}, .system = {}, .accounts = 0};
  for (const AccountNumber wallet : wallets) {
    const JournalHeads::Account account = heads.account(wallet);
    if (!counts(account)) continue;
    ++together.accounts;
    together.balance += account.head.posted;
  }
  balance.rows.push_back(together);
  for (const TrialBalanceRow& row : balance.rows) balance.sum += row.balance;
  return balance;
}

/// One reconciliation under way. Goes with its call from the wallets to the writer and back.
class Run : public std::enable_shared_from_this<Run> {
 public:
  Run(const RegistryBooks::Tenant& tenant, const Surroundings& around, AuditPlace place)
      : around_{around},
        place_{std::move(place)},
        organization_{tenant.opened.number},
        system_{system_accounts_of(tenant)},
        wallets_{tenant.wallets} {}

  /// Sums up where the line stands now: the wallets known here are all that there are, while others
  /// may be opened and funded before these have been visited.
  void begin(std::shared_ptr<ReconciliationCall> call) {
    ReconciliationCall& to = *call;
    to.at_its_place = [&to, run = shared_from_this()](const JournalHeads* heads) {
      run->sum_up(*to.outcome, *heads);
    };
    to.when_durable = [run = shared_from_this()](CallPtr& summed) {
      run->next_slice(std::static_pointer_cast<ReconciliationCall>(std::move(summed)));
    };
    around_.line.append(std::move(call));
  }

 private:
  /// Large, so only a slice of them is there at a time.
  struct Visited {
    Visited(AccountNumber wallet, int visits_before) : visits{visits_before + 1} {
      view.profile.opened.address.account = wallet;
    }

    WalletView view;
    ledger::AccountHead head;
    int visits;
    bool agreed = false;
  };
  struct Again {
    AccountNumber wallet;
    int visits;
  };

  bool done() const { return unvisited_ == wallets_.size() && again_.empty(); }

  void next_slice(std::shared_ptr<ReconciliationCall> call) {
    slice_.clear();
    while (!done() && slice_.size() < slice_wallets) {
      if (unvisited_ < wallets_.size()) {
        slice_.emplace_back(wallets_[unvisited_++], 0);
      } else {
        slice_.emplace_back(again_.front().wallet, again_.front().visits);
        again_.pop_front();
      }
    }
    std::vector<WalletView*> views;
    views.reserve(slice_.size());
    for (Visited& visited : slice_) views.push_back(&visited.view);
    ReconciliationCall& to = *call;
    to.at_its_place = [&to, run = shared_from_this()](const JournalHeads* heads) {
      run->compare(*to.outcome, *heads);
    };
    to.when_durable = [&to, run = shared_from_this()](CallPtr& journaled) {
      run->compare_with_disk(*to.outcome);
      if (!run->done())
        run->next_slice(std::static_pointer_cast<ReconciliationCall>(std::move(journaled)));
    };
    gather(around_, std::move(call), std::move(views));
  }

  void sum_up(Reconciliation& result, const JournalHeads& heads) const {
    const auto every = [](const JournalHeads::Account&) { return true; };
    const ledger::Wide sum = trial_balance(system_, wallets_, heads, every).sum;
    if (sum != 0)
      differ(result, {.wallet = {}, .what = "sum", .expected = {}, .found = narrowed(sum)});
  }

  void compare(Reconciliation& result, const JournalHeads& heads) {
    result.at = heads.organization(organization_).count;
    for (Visited& visited : slice_) {
      const JournalHeads::Account account = heads.account(account_of(visited));
      const ledger::WalletState& state = visited.view.state;
      visited.head = account.head;
      visited.agreed = account.entries == state.transaction_count;
      if (!visited.agreed || account.head.balance() == state.posted) continue;
      differ(result, {.wallet = state.address.id,
                      .what = "actor",
                      .expected = account.head.balance(),
                      .found = state.posted});
    }
  }

  // On the writer's thread, which has just made all of it durable.
  void compare_with_disk(Reconciliation& result) {
    for (Visited& visited : slice_) {
      if (!visited.agreed) {
        visit_again(result, visited);
        continue;
      }
      ++result.checked;
      // What was archived was verified then.
      if (visited.head.last.none() || visited.head.last < around_.reader.first_sequence()) continue;
      const auto record = around_.reader.record(visited.head.last);
      const ledger::Money found = record ? balance_after(*record, visited) : ledger::Money{};
      if (record && found == visited.head.balance()) continue;
      differ(result, {.wallet = visited.view.state.address.id,
                      .what = "record",
                      .expected = visited.head.balance(),
                      .found = found});
    }
  }

  void visit_again(Reconciliation& result, const Visited& visited) {
    if (visited.visits < visits_max)
      again_.push_back({account_of(visited), visited.visits});
    else
      ++result.not_compared;
  }

  static AccountNumber account_of(const Visited& visited) {
    return visited.view.profile.opened.address.account;
  }

  static ledger::Money balance_after(const ledger::Record& record, const Visited& visited) {
    for (const ledger::Entry& entry : record.entries)
      if (entry.account == account_of(visited)) return entry.balance_after;
    return ledger::Money::units(-1);
  }

  static ledger::Money narrowed(ledger::Wide sum) {
    constexpr ledger::Wide most = std::numeric_limits<std::int64_t>::max();
    return ledger::Money::units(static_cast<std::int64_t>(std::clamp(sum, -most, most)));
  }

  static void differ(Reconciliation& result, Difference difference) {
    if (result.differences.size() < differences_max)
      result.differences.push_back(std::move(difference));
  }

  const Surroundings& around_;
  const AuditPlace place_;
  const ledger::OrganizationNumber organization_;
  const std::vector<AccountNumber> system_;
  const std::vector<AccountNumber> wallets_;
  std::size_t unvisited_ = 0;  // the first of them
  std::deque<Again> again_;
  std::vector<Visited> slice_;
};

}  // namespace

AuditPlace AuditRoom::enter(ledger::OrganizationNumber organization) {
  const std::lock_guard lock{mutex_};
  if (under_way_.size() == places_ || !under_way_.insert(organization.value).second) return nullptr;
  return {this,
          [room = shared_from_this(), organization](const void*) { room->leave(organization); }};
}

void AuditRoom::leave(ledger::OrganizationNumber organization) {
  const std::lock_guard lock{mutex_};
  under_way_.erase(organization.value);
}

void sum_up(std::shared_ptr<TrialBalanceCall> call, const RegistryBooks::Tenant& tenant,
            JournalLine& line, AuditPlace place) {
  const ledger::Environment environment = call->command.environment;
  call->at_its_place =
      [to = call.get(), place = std::move(place),
       system = system_accounts_from(tenant.system_accounts[static_cast<std::size_t>(environment)]),
       wallets = tenant.wallets, environment](const JournalHeads* heads) {
        const auto there = [environment](const JournalHeads::Account& account) {
          return account.environment == environment;
        };
        to->outcome = trial_balance(system, wallets, *heads, there);
        to->outcome->at = heads->organization(to->command.organization).count;
      };
  line.append(std::move(call));
}

void reconcile(std::shared_ptr<ReconciliationCall> call, const RegistryBooks::Tenant& tenant,
               const Surroundings& around, AuditPlace place) {
  call->outcome = Reconciliation{};
  std::make_shared<Run>(tenant, around, std::move(place))->begin(std::move(call));
}

}  // namespace bursar::actors
