#include "actors/journal_heads.hpp"

#include "ledger/check.hpp"
#include "ledger/clearing.hpp"
#include "ledger/holds.hpp"

#include <algorithm>
#include <variant>

namespace bursar::actors {
namespace {

template <class Row, class Number>
Row& grown(std::vector<Row>& rows, Number number) {
  if (number.value >= rows.size()) rows.resize(std::max(number.value + 1, rows.size() * 3 / 2));
  return rows[number.value];
}

}  // namespace

JournalHeads::JournalHeads(const ledger::Standing& standing)
    : last_{standing.last}, last_time_{standing.last_time}, epoch_{standing.epoch} {}

void JournalHeads::load(ledger::AccountNumber number, const Account& account) {
  grown(accounts_, number) = account;
}

void JournalHeads::load(ledger::OrganizationNumber number, const ledger::OrganizationHead& head) {
  grown(organizations_, number) = head;
}

void JournalHeads::fit(ledger::AccountNumber next_account,
                       ledger::OrganizationNumber next_organization) {
  accounts_.resize(next_account.value);
  accounts_.shrink_to_fit();
  organizations_.resize(next_organization.value);
}

void JournalHeads::place(ledger::Record& record) {
  CHECK(balanced(record.entries));
  guard_fees(record);
  record.sequence = {++last_.value};
  record.epoch = epoch_;
  last_time_ = std::max(last_time_, record.time);
  record.time = last_time_;
  note_wallets(record);

  for (ledger::OrganizationLink& link : record.organizations) {
    if (link.organization.none()) continue;
    ledger::OrganizationHead& head = grown(organizations_, link.organization);
    link.sequence = {++head.count.value};
    link.previous = head.last;
    head.last = record.sequence;
  }
  for (ledger::Entry& entry : record.entries) {
    Account& account = grown(accounts_, entry.account);
    account.head.posted += entry.amount.units();
    account.head.held = account.head.held + held_change(record.fact, entry.account);
    CHECK(!account.wallet || account.head.held <= account.head.balance());
    CHECK(!account.head.held.negative());
    entry.balance_after = account.head.balance();
    entry.held_after = account.head.held;
    entry.previous = account.head.last;
    account.head.last = record.sequence;
    if (transacts(record.fact)) ++account.entries;
  }
}

// Nobody else knows what fees have come to.
void JournalHeads::guard_fees(ledger::Record& record) const {
  if (const ledger::AccountNumber fees = fees_taken_from(record); !fees.none())
    refuse_what_lacks(record, account(fees).head.balance());
}

void JournalHeads::note_wallets(const ledger::Record& record) {
  const auto* opened = std::get_if<ledger::Opened>(&record.fact);
  if (opened == nullptr) return;
  for (const ledger::WalletOpened& wallet : opened->wallets) {
    Account& account = grown(accounts_, wallet.address.account);
    account.wallet = true;
    account.environment = wallet.address.environment;
  }
}

JournalHeads::Account JournalHeads::account(ledger::AccountNumber number) const {
  return number.value < accounts_.size() ? accounts_[number.value] : Account{};
}

ledger::OrganizationHead JournalHeads::organization(ledger::OrganizationNumber number) const {
  return number.value < organizations_.size() ? organizations_[number.value]
                                              : ledger::OrganizationHead{};
}

}  // namespace bursar::actors
