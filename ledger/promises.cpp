#include "ledger/promises.hpp"

#include "ledger/approving.hpp"
#include "ledger/books.hpp"
#include "ledger/decimal.hpp"
#include "ledger/dispute_deeds.hpp"
#include "ledger/payout_deeds.hpp"
#include "ledger/receivables.hpp"
#include "ledger/refunding.hpp"
#include "ledger/sealing.hpp"
#include "ledger/token_deeds.hpp"
#include "ledger/webhooks.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::ledger {

namespace {

using Finding = std::optional<Fault>;

constexpr std::uint16_t epoch_end = 1 << 12;  // an id has 12 bits for it
constexpr std::int64_t day_end = 2'932'897;   // the first of the year 10000

std::string account_text(AccountNumber account) {
  return "account " + std::to_string(account.value);
}

bool calendar_day(std::int64_t day) {
  return day >= 0 && day < day_end;
}

/// A record, seen against the books as they stand before it.
class NextRecord {
 public:
  NextRecord(const Books& books, const Record& record) : books_{books}, record_{record} {}

  Finding first_fault();

 private:
  Finding place() const;
  Finding opening();
  Finding openings_organization();
  Finding openings_wallet(const WalletOpened& opened);
  Finding openings_keys(const Opened& opened) const;
  Finding names() const;
  Finding end(const WalletArchived& archived) const;
  Finding rotation(const KeyRotated& rotated) const;
  Finding policies() const;
  Finding policy_is_there(PolicyId id, const char* deed) const;
  Finding session(const SessionIssued& issued) const;
  Finding figures() const;
  Finding sums() const;
  Finding running() const;
  Finding running(const Entry& entry) const;
  Finding solvency(AccountNumber account, Wide posted, Money held) const;
  Finding links() const;
  Finding link(const OrganizationLink& link) const;

  void open_accounts(std::uint64_t count, AccountNumber owner) {
    new_owners_.insert(new_owners_.end(), count, owner);
  }
  std::uint64_t next_account() const { return books_.accounts.size() + new_owners_.size(); }
  AccountNumber owner(AccountNumber account) const;
  AccountHead head(AccountNumber account) const;
  bool wallet(AccountNumber account) const;

  const Books& books_;
  const Record& record_;
  // Of the accounts that it opens, which follow on the books'.
  std::vector<AccountNumber> new_owners_;
  std::vector<AccountNumber> new_wallets_;
  OrganizationNumber new_organization_;
};

Finding NextRecord::first_fault() {
  if (auto found = place()) return found;
  if (auto found = opening()) return found;
  if (auto found = names()) return found;
  if (auto found = figures()) return found;
  if (auto found = broken_hold(books_, record_)) return found;
  if (auto found = broken_service(books_, record_)) return found;
  if (auto found = broken_token(books_, record_)) return found;
  if (auto found = broken_payout(books_, record_)) return found;
  if (auto found = broken_webhook(books_, record_)) return found;
  if (auto found = broken_course(books_, record_)) return found;
  if (auto found = broken_dispute(books_, record_)) return found;
  if (auto found = broken_repayment(books_, record_)) return found;
  if (auto found = wrong_key(books_, record_)) return found;
  if (auto found = sums()) return found;
  if (auto found = running()) return found;
  return links();
}

AccountNumber NextRecord::owner(AccountNumber account) const {
  if (account.value < books_.owners.size()) return books_.owners[account.value];
  const std::uint64_t index = account.value - books_.owners.size();
  return index < new_owners_.size() ? new_owners_[index] : AccountNumber{};
}

AccountHead NextRecord::head(AccountNumber account) const {
  return account.value < books_.accounts.size() ? books_.accounts[account.value] : AccountHead{};
}

bool NextRecord::wallet(AccountNumber account) const {
  return books_.wallets.contains(account) ||
         std::ranges::find(new_wallets_, account) != new_wallets_.end();
}

Finding NextRecord::place() const {
  if (record_.sequence.value != books_.last().value + 1)
    return "says that it is record " + std::to_string(record_.sequence.value);
  if (record_.time < books_.last_time()) return "goes back in time";
  if (!calendar_day(day_of(record_.time))) return "has a time that no calendar has";
  if (record_.epoch < books_.epoch()) return "goes back to an earlier epoch";
  if (record_.epoch >= epoch_end) return "has an epoch that no id can tell";
  if (std::holds_alternative<Genesis>(record_.fact) != (record_.sequence.value == 1))
    return record_.sequence.value == 1 ? "is no genesis, and a journal begins with one"
                                       : "is a second genesis";
  return {};
}

Finding NextRecord::opening() {
  const auto* opened = std::get_if<Opened>(&record_.fact);
  if (opened == nullptr) return {};
  if (auto found = openings_organization()) return found;
  for (const WalletOpened& one : opened->wallets)
    if (auto found = openings_wallet(one)) return found;
  return openings_keys(*opened);
}

Finding NextRecord::openings_organization() {
  const OrganizationNumber number = record_.organizations[0].organization;
  const auto& made = std::get<Opened>(record_.fact).organization;
  if (!made) {
    if (number.none() || number.value >= books_.organizations.size())
      return "opens something for an organisation that is not there";
    return {};
  }
  if (made->number != number || number.value != books_.organizations.size())
    return "opens an organisation out of its turn";
  if (made->sandbox_accounts.value != next_account())
    return "opens system accounts out of their turn";
  new_organization_ = number;
  open_accounts(system_accounts_count, made->sandbox_accounts);
  return {};
}

Finding NextRecord::openings_wallet(const WalletOpened& opened) {
  const WalletAddress& address = opened.address;
  if (address.organization != record_.organizations[0].organization)
    return "opens a wallet of another organisation";
  // An organisation brings the system accounts of its sandbox; production's come with its first
  // wallet there.
  if (address.system_accounts.value == next_account())
    open_accounts(system_accounts_count, address.system_accounts);
  if (address.system_accounts.none() || owner(address.system_accounts) != address.system_accounts)
    return "opens a wallet beside system accounts that are not there";
  if (address.account.value != next_account()) return "opens an account out of its turn";
  open_accounts(1, address.system_accounts);
  new_wallets_.push_back(address.account);
  return {};
}

Finding NextRecord::openings_keys(const Opened& opened) const {
  std::unordered_set<KeyId> seen;
  for (const KeyMade& made : opened.keys)
    if (books_.keys.contains(made.id) || !seen.insert(made.id).second)
      return "makes a key that is there already";
  if (opened.policy && books_.policies.contains(opened.policy->terms.id))
    return "makes a policy that is there already";
  return {};
}

Finding NextRecord::names() const {
  if (const auto* revoked = std::get_if<KeyRevoked>(&record_.fact))
    if (!books_.keys.contains(revoked->id)) return "revokes a key that is not there";
  if (const auto* rotated = std::get_if<KeyRotated>(&record_.fact))
    if (auto found = rotation(*rotated)) return found;
  if (const auto* used = std::get_if<KeysUsed>(&record_.fact))
    for (const KeyUse& use : used->uses)
      if (!books_.keys.contains(use.id)) return "tells the use of a key that is not there";
  if (const auto* attached = std::get_if<PolicyAttached>(&record_.fact))
    if (!books_.wallets.contains(attached->wallet))
      return "attaches a policy to a wallet that is not there";
  if (auto found = policies()) return found;
  if (const auto* changed = std::get_if<WalletChanged>(&record_.fact))
    if (!books_.wallets.contains(changed->wallet)) return "changes a wallet that is not there";
  if (const auto* set = std::get_if<TopupSet>(&record_.fact))
    if (!books_.wallets.contains(set->wallet)) return "sets a top-up of a wallet that is not there";
  if (const auto* archived = std::get_if<WalletArchived>(&record_.fact))
    if (auto found = end(*archived)) return found;
  if (const auto* refused = std::get_if<Refused>(&record_.fact))
    if (!books_.wallets.contains(refused->wallet)) return "refuses a wallet that is not there";
  if (const auto* issued = std::get_if<SessionIssued>(&record_.fact)) return session(*issued);
  return {};
}

Finding NextRecord::end(const WalletArchived& archived) const {
  if (!books_.wallets.contains(archived.wallet)) return "archives a wallet that is not there";
  for (const KeyId& id : archived.keys)
    if (!books_.keys.contains(id)) return "revokes a key that is not there";
  return {};
}

Finding NextRecord::rotation(const KeyRotated& rotated) const {
  const auto old = books_.keys.find(rotated.id);
  if (old == books_.keys.end()) return "rotates a key that is not there";
  if (books_.keys.contains(rotated.made.id)) return "makes a key that is there already";
  if (old->second.organization != record_.organizations[0].organization)
    return "rotates a key of another organisation";
  return {};
}

Finding NextRecord::policy_is_there(PolicyId id, const char* deed) const {
  if (id.bits.none()) return {};
  const auto* opened = std::get_if<Opened>(&record_.fact);
  if (opened != nullptr && opened->policy && opened->policy->terms.id == id) return {};
  const auto known = books_.policies.find(id);
  if (known == books_.policies.end() || known->second.deleted)
    return std::string{deed} + " a policy that is not there";
  if (known->second.organization != record_.organizations[0].organization)
    return std::string{deed} + " a policy of another organisation";
  return {};
}

Finding NextRecord::policies() const {
  if (const auto* opened = std::get_if<Opened>(&record_.fact))
    for (const WalletOpened& one : opened->wallets)
      if (auto found = policy_is_there(one.policy, "opens a wallet by")) return found;
  if (const auto* attached = std::get_if<PolicyAttached>(&record_.fact))
    return policy_is_there(attached->policy, "attaches");
  if (const auto* changed = std::get_if<WalletChanged>(&record_.fact))
    return policy_is_there(changed->policy.value_or(PolicyId{}), "attaches");
  if (const auto* changed = std::get_if<PolicyChanged>(&record_.fact)) {
    const PolicyTerms& terms = changed->terms;
    if (terms.id.bits.none()) return "changes a policy that is none";
    if (auto found = policy_is_there(terms.id, "changes")) return found;
    const std::uint32_t before = books_.policies.at(terms.id).made.terms.version;
    if (terms.version != before + 1)
      return "makes version " + std::to_string(terms.version) + " of a policy after " +
             std::to_string(before);
  }
  if (const auto* deleted = std::get_if<PolicyDeleted>(&record_.fact)) {
    if (deleted->id.bits.none()) return "deletes a policy that is none";
    if (auto found = policy_is_there(deleted->id, "deletes")) return found;
    if (books_.policies.at(deleted->id).wallets > 0) return "deletes a policy that binds wallets";
  }
  return {};
}

/// Each ends the one before it, so none may be left out or told twice.
Finding NextRecord::session(const SessionIssued& issued) const {
  const auto known = books_.profiles.find(issued.wallet);
  if (known == books_.profiles.end()) return "makes a session of a wallet that is not there";
  if (known->second.opened.address.organization != record_.organizations[0].organization)
    return "makes a session of another organisation's wallet";
  const auto newest = books_.sessions.find(issued.wallet);
  const std::uint64_t before = newest == books_.sessions.end() ? 0 : newest->second.generation;
  if (issued.generation != before + 1)
    return "makes session " + std::to_string(issued.generation) + " of its wallet, after " +
           std::to_string(before);
  if (!calendar_day(day_of(issued.expires))) return "makes a session that no calendar sees end";
  return {};
}

/// Of the fact, so that counting it stays within what Money and a calendar can say.
Finding NextRecord::figures() const {
  const auto within = [](Money money) { return !money.negative() && money <= balance_max; };
  if (const auto* archived = std::get_if<WalletArchived>(&record_.fact))
    if (!within(archived->swept)) return "sweeps " + text(archived->swept);
  if (const auto* withdrawn = std::get_if<Withdrawn>(&record_.fact))
    if (!within(withdrawn->amount) || withdrawn->amount.zero())
      return "withdraws " + text(withdrawn->amount);
  if (const auto* set = std::get_if<TopupSet>(&record_.fact); set && set->terms)
    if (set->terms->trigger_below.negative() || set->terms->max_per_day.negative())
      return "sets a top-up below zero";
  if (const auto* funded = std::get_if<Funded>(&record_.fact))
    if (!calendar_day(funded->topped_up_on)) return "tops up in a day that no calendar has";
  if (const auto* batch = std::get_if<BatchFunded>(&record_.fact)) {
    Wide sum = 0;
    for (const Allocation& one : batch->allocations) sum += one.amount.money().units();
    if (sum > balance_max.units()) return "funds wallets with more than one may hold";
  }
  const auto* paid = std::get_if<Paid>(&record_.fact);
  if (const auto* held = std::get_if<PaymentHeld>(&record_.fact)) paid = &held->payment;
  if (const auto* issued = std::get_if<TokenIssued>(&record_.fact)) paid = &issued->payment;
  if (const auto* asked = std::get_if<PayoutAsked>(&record_.fact)) {
    if (!calendar_day(asked->arrives_on)) return "arrives on a day that no calendar has";
    paid = &asked->payment;
  }
  if (paid != nullptr) {
    if (!within(paid->fee)) return "has a fee of " + text(paid->fee);
    if (!within(paid->drawn)) return "draws " + text(paid->drawn);
    if (!calendar_day(paid->usage_after.day)) return "counts in a day that no calendar has";
    if (paid->counted_at != Time{} && day_of(paid->counted_at) != paid->usage_after.day)
      return "counts at an instant that is not in its day";
    if (paid->velocity_count > velocity_count_max)
      return "counts " + std::to_string(paid->velocity_count) + " payments of a window";
  }
  return {};
}

Finding NextRecord::sums() const {
  if (!balanced(record_.entries)) return "has entries that do not sum to zero";
  // A record touches two organisations at most.
  std::array<std::pair<AccountNumber, Wide>, 2> sums = {};
  for (const Entry& entry : record_.entries) {
    const AccountNumber whose = owner(entry.account);
    if (whose.none())
      return "moves money of " + account_text(entry.account) + ", which is nobody's";
    const auto sum = std::ranges::find_if(
        sums, [&](const auto& one) { return one.first == whose || one.first.none(); });
    if (sum == sums.end()) return "moves money of more than two organisations";
    sum->first = whose;
    sum->second += entry.amount.units();
  }
  for (const auto& [whose, sum] : sums)
    if (sum != 0) return "has entries that do not sum to zero within each organisation";
  return {};
}

Finding NextRecord::running() const {
  for (const Entry& entry : record_.entries)
    if (auto found = running(entry)) return found;
  std::vector<AccountNumber> accounts;
  accounts.reserve(record_.entries.size());
  for (const Entry& entry : record_.entries) accounts.push_back(entry.account);
  std::ranges::sort(accounts);
  if (const auto twice = std::ranges::adjacent_find(accounts); twice != accounts.end())
    return "has two entries for " + account_text(*twice);
  return {};
}

Finding NextRecord::running(const Entry& entry) const {
  AccountHead before = head(entry.account);
  before.posted += entry.amount.units();
  const Wide held = Wide{before.held.units()} + held_change(record_.fact, entry.account).units();
  if (entry.balance_after != before.balance())
    return "says that " + account_text(entry.account) + " then holds " + text(entry.balance_after) +
           "; its entries sum to " + text(before.balance());
  if (entry.held_after.units() != held)
    return "says that of " + account_text(entry.account) + " then " + text(entry.held_after) +
           " is held; its holds sum to " + text(nearest(held));
  if (entry.previous != before.last)
    return "says that the one before it of " + account_text(entry.account) + " is " +
           std::to_string(entry.previous.value) + "; that is " + std::to_string(before.last.value);
  return solvency(entry.account, before.posted, entry.held_after);
}

Finding NextRecord::solvency(AccountNumber account, Wide posted, Money held) const {
  // Fees are collected first and taken out later.
  if (account == system_account(owner(account), SystemAccount::fees) && posted < 0)
    return "leaves the fees of " + account_text(account) + " below zero";
  if (!wallet(account)) return {};
  if (posted < held.units()) return "leaves " + account_text(account) + " below zero";
  if (posted > balance_max.units())
    return "leaves " + account_text(account) + " with more than a wallet may hold";
  return {};
}

Finding NextRecord::links() const {
  const auto& [first, second] = record_.organizations;
  if (!first.organization.none() && first.organization == second.organization)
    return "is linked to one organisation twice";
  for (const OrganizationLink& one : record_.organizations)
    if (!one.organization.none())
      if (auto found = link(one)) return found;
  return {};
}

Finding NextRecord::link(const OrganizationLink& link) const {
  OrganizationHead before;
  if (link.organization != new_organization_) {
    if (link.organization.value >= books_.organization_heads.size())
      return "is linked to an organisation that is not there";
    before = books_.organization_heads[link.organization.value];
  }
  if (link.sequence.value != before.count.value + 1)
    return "is number " + std::to_string(link.sequence.value) + " of its organisation, after " +
           std::to_string(before.count.value);
  if (link.previous != before.last)
    return "says that the one before it of its organisation is " +
           std::to_string(link.previous.value) + "; that is " + std::to_string(before.last.value);
  return {};
}

}  // namespace

std::optional<Fault> broken_promise(const Books& books, const Record& record) {
  return NextRecord{books, record}.first_fault();
}

}  // namespace bursar::ledger
