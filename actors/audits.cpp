#include "actors/audits.hpp"

#include "actors/gathering.hpp"
#include "actors/journal_heads.hpp"

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

namespace bursar::actors {
namespace {

using ledger::AccountNumber;

constexpr std::size_t slice_wallets = 256;
constexpr std::size_t differences_max = 100;
constexpr int visits_again_max = 32;

std::vector<AccountNumber> system_accounts_of(const RegistryBooks::Tenant& tenant) {
  std::vector<AccountNumber> accounts;
  for (const AccountNumber first : tenant.system_accounts)
    for (std::uint64_t i = 0; !first.none() && i < ledger::system_accounts_count; ++i)
      accounts.push_back({first.value + i});
  return accounts;
}

TrialBalance trial_balance(const std::vector<AccountNumber>& system,
                           const std::vector<AccountNumber>& wallets, const JournalHeads& heads) {
  TrialBalance balance;
  for (std::size_t i = 0; i < system.size(); ++i)
    balance.rows.push_back(
        {.account = system[i],
         .system = static_cast<ledger::SystemAccount>(i % ledger::system_accounts_count),
         .balance = heads.account(system[i]).head.posted});
  TrialBalanceRow together{.account = {}, .system = {}, .accounts = wallets.size()};
  for (const AccountNumber wallet : wallets) together.balance += heads.account(wallet).head.posted;
  balance.rows.push_back(together);
  for (const TrialBalanceRow& row : balance.rows) balance.sum += row.balance;
  return balance;
}

/// One reconciliation under way. Goes with its call from the wallets to the writer and back.
class Run : public std::enable_shared_from_this<Run> {
 public:
  Run(const RegistryBooks::Tenant& tenant, const Surroundings& around)
      : around_{around},
        organization_{tenant.opened.number},
        system_{system_accounts_of(tenant)},
        wallets_{tenant.wallets} {
    for (const AccountNumber wallet : wallets_)
      unvisited_.emplace_back().view.profile.opened.address.account = wallet;
  }

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
  struct Visited {
    WalletView view;
    ledger::AccountHead head;
    int visits = 0;
    bool agreed = false;
  };

  void next_slice(std::shared_ptr<ReconciliationCall> call) {
    slice_.clear();
    while (!unvisited_.empty() && slice_.size() < slice_wallets) {
      slice_.push_back(std::move(unvisited_.front()));
      unvisited_.pop_front();
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
      if (!run->unvisited_.empty())
        run->next_slice(std::static_pointer_cast<ReconciliationCall>(std::move(journaled)));
    };
    gather(around_, std::move(call), std::move(views));
  }

  void sum_up(Reconciliation& result, const JournalHeads& heads) const {
    const ledger::Wide sum = trial_balance(system_, wallets_, heads).sum;
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
        if (++visited.visits < visits_again_max) unvisited_.push_back(std::move(visited));
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
  const ledger::OrganizationNumber organization_;
  const std::vector<AccountNumber> system_;
  const std::vector<AccountNumber> wallets_;
  std::deque<Visited> unvisited_;
  std::vector<Visited> slice_;
};

}  // namespace

void sum_up(std::shared_ptr<TrialBalanceCall> call, const RegistryBooks::Tenant& tenant,
            JournalLine& line) {
  call->at_its_place = [to = call.get(), system = system_accounts_of(tenant),
                        wallets = tenant.wallets](const JournalHeads* heads) {
    to->outcome = trial_balance(system, wallets, *heads);
    to->outcome->at = heads->organization(to->command.organization).count;
  };
  line.append(std::move(call));
}

void reconcile(std::shared_ptr<ReconciliationCall> call, const RegistryBooks::Tenant& tenant,
               const Surroundings& around) {
  call->outcome = Reconciliation{};
  std::make_shared<Run>(tenant, around)->begin(std::move(call));
}

}  // namespace bursar::actors
