#include "tests/simulation/approvals.hpp"
#include "tests/simulation/invariants.hpp"
#include "tests/simulation/postings.hpp"
#include "tests/simulation/refunds.hpp"
#include "tests/simulation/windows.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace bursar::simulation {
namespace {

using ledger::AccountNumber;
using ledger::Record;

// Of accounts that the record itself opens nobody is the owner yet.
AccountNumber owner_of(const Evidence& before, const Record& next, AccountNumber account) {
  if (const AccountNumber known = before.books.owner(account); !known.none()) return known;
  const auto* opened = std::get_if<ledger::Opened>(&next.fact);
  return opened != nullptr && !opened->wallets.empty()
             ? opened->wallets.front().address.system_accounts
             : AccountNumber{};
}

bool sums_to_zero(const Evidence& before, const Record& next) {
  std::array<std::pair<AccountNumber, Wide>, 8> sums = {};
  for (const ledger::Entry& entry : next.entries) {
    const AccountNumber owner = owner_of(before, next, entry.account);
    const auto sum = std::ranges::find_if(
        sums, [&](const auto& one) { return one.first == owner || one.first.none(); });
    if (owner.none() || sum == sums.end()) return false;
    sum->first = owner;
    sum->second += entry.amount.units();
  }
  return std::ranges::all_of(sums, [](const auto& one) { return one.second == 0; });
}

bool follows(const Evidence& before, const Record& next) {
  return next.sequence.value == before.books.last.value + 1 && next.time >= before.books.last_time;
}

bool counts_organizations(const Evidence& before, const Record& next) {
  const auto& known = before.books.organizations;
  return std::ranges::all_of(next.organizations, [&](const ledger::OrganizationLink& link) {
    if (link.organization.none()) return true;
    const std::uint64_t records =
        link.organization.value < known.size() ? known[link.organization.value].records : 0;
    return link.sequence.value == records + 1;
  });
}

bool solvent(const Evidence& before, const Record& next) {
  return std::ranges::all_of(next.entries, [&](const ledger::Entry& entry) {
    if (before.books.wallet(entry.account) == nullptr) return true;
    const Wide after = before.books.posted(entry.account) + entry.amount.units();
    return after >= 0 && after <= ledger::balance_max.units();
  });
}

bool says_balances(const Evidence& before, const Record& next) {
  return std::ranges::all_of(next.entries, [&](const ledger::Entry& entry) {
    const Wide after = before.books.posted(entry.account) + entry.amount.units();
    const WalletRow* wallet = before.books.wallet(entry.account);
    const Wide held = wallet == nullptr ? 0 : wallet->durable.held - wallet->durable.freed;
    return entry.balance_after == ledger::nearest(after) &&
           entry.held_after.units() == held + held_change_of(before, next, entry.account);
  });
}

bool within(const std::optional<Money>& limit, Money used) {
  return !limit || used <= *limit;
}

bool claims_within_limits(const Evidence& before, const Record& next) {
  const ledger::Paid* paid = judged(next);
  if (paid == nullptr) return true;
  const WalletRow* payer = before.books.wallet(paid->payer);
  const ledger::Usage& claimed = paid->usage_after;
  if (payer == nullptr || !within(payer->budget, claimed.in_total)) return false;
  if (paid->policy.bits.none()) return true;
  const auto policy = before.books.histories.find(paid->policy);
  if (policy == before.books.histories.end()) return false;
  const ledger::PolicyTerms* known = policy->second.terms(paid->policy_version);
  if (known == nullptr) return false;
  const ledger::PolicyTerms& terms = *known;
  return within(terms.max_per_tx, paid->amount.money()) &&
         within(terms.max_per_day, claimed.in_day) &&
         within(terms.max_per_month, claimed.in_month) && within(terms.max_total, claimed.in_total);
}

bool names_what_binds_it(const Evidence& before, const Record& next) {
  const ledger::Paid* paid = judged(next);
  const Movement* asked = paid == nullptr ? nullptr : before.movements.find(paid->salt);
  return asked == nullptr || std::ranges::find(bound_by(before, *asked), paid->policy) !=
                                 bound_by(before, *asked).end();
}

// Payments between wallets may overtake each other on their way to the journal; the last decided of
// them knew of all the others.
bool claims_no_less_than_sums(const Evidence& before, const Record& next) {
  const ledger::Paid* paid = judged(next);
  if (paid == nullptr) return true;
  Flow counted = before.books.wallet(paid->payer)->durable;
  count_spending(counted, *paid);
  const auto claimed = [](const Windows::Window& window) {
    return window.used - window.given_back <= window.claimed_max;
  };
  return counted.spent - counted.given_back <= counted.spent_claimed_max &&
         claimed(counted.days.at(paid->usage_after.day)) &&
         claimed(counted.months.at(paid->usage_after.month));
}

// A call may wait for long between its admission, whose time its record has, and its decision: the
// clock says whether the day was over by then.
bool one_record_a_key(const Evidence& before, const Record& next) {
  const auto& key = next.idempotency;
  if (!key) return true;
  if (!before.books.sealed(key->wallet, key->key).none()) return false;
  const Keyed* known = before.books.keyed(key->wallet, key->key);
  return known == nullptr || !remembered(before, *known);
}

Wide entry_of(const Record& record, AccountNumber account) {
  const auto found = std::ranges::find(record.entries, account, &ledger::Entry::account);
  return found == record.entries.end() ? 0 : found->amount.units();
}

bool stays_in_environment(const Evidence& before, const Record& next) {
  const WalletRow* first = nullptr;
  for (const ledger::Entry& entry : next.entries) {
    const WalletRow* wallet = before.books.wallet(entry.account);
    if (wallet == nullptr) continue;
    if (first != nullptr && first->address.environment != wallet->address.environment) return false;
    first = wallet;
  }
  return true;
}

bool is_given_by_its_own(const Evidence& before, const Record& next) {
  const auto* funded = std::get_if<ledger::Funded>(&next.fact);
  if (funded == nullptr) return true;
  const AccountNumber giver = before.books.owner(funded->from);
  return !giver.none() && giver == before.books.owner(funded->wallet);
}

bool gives_within_the_day(const Evidence& before, const Record& next) {
  const auto* funded = std::get_if<ledger::Funded>(&next.fact);
  if (funded == nullptr) return true;
  const Movement* movement = before.movements.find(funded->salt);
  const ledger::Fund* fund = movement == nullptr ? nullptr : limited_funding(movement->command);
  if (fund == nullptr) return true;
  const auto given = before.faucet.find({funded->wallet.value, funded->faucet_day});
  const Wide of_day = given == before.faucet.end() ? Wide{0} : given->second;
  return of_day + funded->amount.money().units() <= faucet_per_day.units();
}

AccountNumber fees_of(const Evidence& before, AccountNumber account) {
  return {before.books.owner(account).value + 1};
}

bool leaves_fees(const Evidence& before, const Record& next) {
  const auto* cleared = std::get_if<ledger::Cleared>(&next.fact);
  if (cleared == nullptr) return true;
  const AccountNumber fees = fees_of(before, cleared->wallet);
  return before.books.posted(fees) + entry_of(next, fees) >= 0;
}

// The key tells what was refused; where more than one thing was asked with it, one of them.
bool lacks_fees(const Evidence& before, const Record& next) {
  const auto* refused = std::get_if<ledger::Refused>(&next.fact);
  if (refused == nullptr || refused->error.code != ledger::Errc::insufficient_funds) return true;
  const Wide there = before.books.posted(fees_of(before, refused->wallet));
  const auto& of_key = before.movements.of_key(refused->wallet, next.idempotency->key);
  return std::ranges::any_of(of_key, [&](std::uint64_t salt) {
    const ledger::Clear* taken = fees_taken(before.movements.find(salt)->command);
    return taken == nullptr || (taken->amount.money().units() > there &&
                                refused->error.max_allowed_now.units() == there);
  });
}

bool was_used(const Evidence& before, const Record& next) {
  const auto* used = std::get_if<ledger::KeysUsed>(&next.fact);
  if (used == nullptr) return true;
  return !used->uses.empty() && std::ranges::all_of(used->uses, [&](const ledger::KeyUse& use) {
    const KeyRow* key = before.books.find(use.id);
    return key != nullptr && std::ranges::find(key->spoken, use.at) != key->spoken.end();
  });
}

bool is_the_next_session(const Evidence& before, const Record& next) {
  const auto* issued = std::get_if<ledger::SessionIssued>(&next.fact);
  if (issued == nullptr) return true;
  const WalletRow* wallet = before.books.wallet(issued->wallet);
  return wallet != nullptr && issued->generation == wallet->sessions.size() + 1 &&
         next.organizations[0].organization == wallet->address.organization;
}

bool moves_nothing_of_the_ended(const Evidence& before, const Record& next) {
  return std::ranges::none_of(next.entries, [&](const ledger::Entry& entry) {
    const WalletRow* wallet = before.books.wallet(entry.account);
    return wallet != nullptr && wallet->status() == ledger::WalletStatus::archived;
  });
}

// It was frozen when this was asked, and has been ever since. Credits arrive all the same, but no
// fundings.
bool is_not_of_the_frozen(const Evidence& before, const Record& next) {
  const Movement* asked = before.movements.find(salt_of(next));
  if (asked == nullptr || std::holds_alternative<actors::ClearCommand>(asked->command)) return true;
  return !(needs_active_giver(asked->command) &&
           never_active(statuses_of_decider(before, *asked))) &&
         !(needs_active_taker(asked->command) && any_payee(before, *asked, never_active));
}

// All that the wallet has, to its organisation's own wallet there; or nothing, of one that has
// nothing.
bool sweeps_everything(const Evidence& before, const Record& next) {
  const auto* ended = std::get_if<ledger::WalletArchived>(&next.fact);
  if (ended == nullptr) return true;
  const WalletRow* wallet = before.books.wallet(ended->wallet);
  const auto asked = before.ends.find(ended->wallet);
  if (wallet == nullptr || asked == before.ends.end() || asked->second.asked == 0) return false;
  const Wide had = before.books.posted(ended->wallet);
  const AccountNumber own{wallet->address.system_accounts.value + ledger::system_accounts_count};
  if (had == 0) return next.entries.empty();
  return ended->agent_deleted && wallet->agent && next.entries.size() == 2 &&
         entry_of(next, ended->wallet) == -had && entry_of(next, own) == had;
}

bool seals_what_was_asked(const Evidence& before, const Record& next) {
  const auto* sealed = std::get_if<ledger::Sealed>(&next.fact);
  return sealed == nullptr ||
         (next.idempotency && next.idempotency->wallet == sealed->wallet &&
          before.seals_asked.contains({sealed->wallet, next.idempotency->key}));
}

// Each right behind the one that was asked for before it.
bool is_made_with_all_of_its_batch(const Evidence& before, const Record& next) {
  const Movement* own = before.movements.find(salt_of(next));
  const Movement* last = before.movements.find(before.books.salt(before.books.last));
  const auto follows = [&] { return own && last && own->salt == last->salt + 1; };
  if (last != nullptr && is_part_to_be_followed(*last)) return follows();
  return own == nullptr || own->together.none() || own->place() == 0;
}

bool changes_what_goes_on(const Evidence& before, const Record& next) {
  const auto* changed = std::get_if<ledger::WalletChanged>(&next.fact);
  if (changed == nullptr) return true;
  const WalletRow* wallet = before.books.wallet(changed->wallet);
  return wallet != nullptr && wallet->status() != ledger::WalletStatus::archived;
}

constexpr std::array<RecordInvariant, 47> invariants{{
    {"Records follow one another without a gap, and time never goes back", follows},
    {"Each organisation counts its records without a gap", counts_organizations},
    {"The entries of a record sum to zero, and so do those of each organisation", sums_to_zero},
    {"No wallet goes below zero, or above what a wallet may hold", solvent},
    {"An entry says the balance that its account then has", says_balances},
    {"No counter passes its limit", claims_within_limits},
    {"No counter is less than what its payments sum to", claims_no_less_than_sums},
    {"One key has one record within a day", one_record_a_key},
    {"Whatever moves money was asked for, as it was asked, and is done once", was_asked},
    {"Only a budget draws from its source, and only what its wallet lacks", draws_what_lacks},
    {"Whoever fetches all back gets all that its wallet has free", fetches_all_there_is},
    {"A wallet is topped up as was set, once for a payment at the most", tops_up_as_set},
    {"No day sees more top-ups than its fuse lets through", tops_up_within_the_day},
    {"A record says what the faucet's day has come to", says_faucet_day},
    {"Whatever counts does so in the day in which it was asked, or its wallet has come to",
     counts_in_its_windows},
    {"No counter is more than what its payments can sum to", claims_no_more_than_sums},
    {"Money stays in its environment", stays_in_environment},
    {"Nobody funds another organisation's wallet", is_given_by_its_own},
    {"A payment is bound by its wallet's policy", names_what_binds_it},
    {"A payment passes what its policy says of whom, what and when", passes_whom_what_and_when},
    {"A wallet pays no more often than its policy lets it", pays_no_more_often},
    {"A payment goes by the version of its policy that was told before", goes_by_what_was_told},
    {"The faucet gives no more than its day's share", gives_within_the_day},
    {"No more fees are taken out than were collected", leaves_fees},
    {"Fees are refused only where they lack", lacks_fees},
    {"A use of a key that is told was one, and none is told where there was none", was_used},
    {"Each session of a wallet is the next one", is_the_next_session},
    {"A wallet that has ended moves nothing any more", moves_nothing_of_the_ended},
    {"A frozen wallet pays nothing and is not funded", is_not_of_the_frozen},
    {"A wallet ends with nothing, and what it had is its organisation's", sweeps_everything},
    {"Only a wallet that goes on is changed", changes_what_goes_on},
    {"A payment waits for approval where its policy says so, and only there",
     waits_where_its_policy_says_so},
    {"A payment waits for as long as the engine is set to let it", waits_for_as_long_as_told},
    {"A payment that waits comes to one end, whoever decides", comes_to_one_end},
    {"What is approved is paid as it was asked for", is_paid_as_it_waited},
    {"What is approved somebody approved in time, while its payer was not frozen",
     is_approved_by_somebody_in_time},
    {"What is rejected somebody rejected, or cannot be paid any more", is_rejected_for_a_reason},
    {"Nothing expires before its time", expires_by_itself},
    {"What is approved goes to nobody whom its policy blocks by then", is_not_blocked_by_now},
    {"What is held for a payment that waits is given for nothing else", gives_nothing_that_is_held},
    {"A wallet does not end while a payment of its waits", ends_with_nothing_that_waits},
    {"No payment is refunded past its principal", refunds_within_the_principal},
    {"A refund says what it refunds, and what came before it", says_what_it_refunds},
    {"A budget's source gets back what was drawn, and gets it first",
     goes_back_to_the_source_first},
    {"What goes back goes to whoever paid, and to its organisation where that has ended",
     goes_to_whoever_paid},
    {"A key is sealed where somebody asked for that", seals_what_was_asked},
    {"What is made together is there whole or not at all", is_made_with_all_of_its_batch},
}};

}  // namespace

std::span<const ledger::PolicyId> bound_by(const Evidence& now, const Asking& asked) {
  return std::span{now.books.wallet(asked.decider)->policies}.subspan(asked.policy);
}

std::span<const ledger::WalletStatus> statuses_of_decider(const Evidence& now,
                                                          const Asking& asked) {
  return std::span{now.books.wallet(asked.decider)->statuses}.subspan(asked.status);
}

bool payee_was(const Evidence& now, const Asking::Payee& payee, WasSo was_so) {
  const WalletRow* row = now.books.wallet(payee.account);
  return row != nullptr && was_so(std::span{row->statuses}.subspan(payee.status));
}

bool any_payee(const Evidence& now, const Asking& asked, WasSo was_so) {
  return std::ranges::any_of(
      asked.payees, [&](const Asking::Payee& payee) { return payee_was(now, payee, was_so); });
}

bool is_part_to_be_followed(const Movement& part) {
  return !part.together.none() && part.place() + 1 < part.together.count;
}

bool never_active(std::span<const ledger::WalletStatus> statuses) {
  return !statuses.empty() && std::ranges::none_of(statuses, [](ledger::WalletStatus one) {
    return one == ledger::WalletStatus::active;
  });
}

const ledger::Fund* limited_funding(const Command& command) {
  const auto* funding = std::get_if<actors::FundCommand>(&command);
  if (funding == nullptr || !funding->fund.faucet_limited) return nullptr;
  return funding->fund.source == ledger::FundingSource::test_faucet ? &funding->fund : nullptr;
}

bool remembered(const Evidence& now, const Keyed& known) {
  const auto within_a_day = [&](ledger::Time since, ledger::Time then) {
    return then.milliseconds - since.milliseconds < ledger::day_ms;
  };
  const bool jumped = within_a_day(known.time, now.jump.from);
  return within_a_day(jumped ? std::max(known.time, now.jump.to) : known.time, now.now);
}

std::span<const RecordInvariant> record_invariants() {
  return invariants;
}

}  // namespace bursar::simulation
