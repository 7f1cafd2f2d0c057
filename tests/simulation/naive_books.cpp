#include "tests/simulation/naive_books.hpp"

#include <algorithm>

namespace bursar::simulation {

using ledger::AccountNumber;

void count_spending(Flow& flow, const ledger::Paid& paid) {
  const Money amount = paid.amount.money();
  const ledger::Usage& claimed = paid.usage_after;
  const std::int64_t month = ledger::month_of(ledger::start_of_day(claimed.day));
  flow.spent = flow.spent + amount;
  flow.spent_claimed_max = std::max(flow.spent_claimed_max, claimed.in_total);
  flow.days.count(claimed.day, amount, claimed.in_day);
  flow.months.count(month, amount, claimed.in_month);
}

void NaiveBooks::fold(const ledger::Record& record) {
  last = record.sequence;
  last_time = record.time;
  for (const ledger::OrganizationLink& link : record.organizations) {
    if (link.organization.none()) continue;
    if (link.organization.value == organizations.size()) organizations.emplace_back();
    ++organizations[link.organization.value].records;
  }
  if (const auto* opened = std::get_if<ledger::Opened>(&record.fact)) open(record, *opened);
  for (const ledger::Entry& entry : record.entries) {
    AccountRow& account = row(entry.account);
    account.posted += entry.amount.units();
    if (account.wallet) account.wallet->durable.pass(entry.amount.units());
  }
  if (const auto* paid = std::get_if<ledger::Paid>(&record.fact))
    if (WalletRow* payer = wallet(paid->payer)) count_spending(payer->durable, *paid);
  if (const auto* revoked = std::get_if<ledger::KeyRevoked>(&record.fact))
    for (KeyRow& key : keys)
      if (key.made.id == revoked->id) key.revoked = true;
  if (const auto* rotated = std::get_if<ledger::KeyRotated>(&record.fact)) rotate(*rotated);
  if (const auto* attached = std::get_if<ledger::PolicyAttached>(&record.fact))
    if (WalletRow* bound = wallet(attached->wallet)) bound->policies.push_back(attached->terms.id);
  if (const auto* used = std::get_if<ledger::KeysUsed>(&record.fact))
    for (const ledger::KeyUse& use : used->uses)
      if (KeyRow* key = find(use.id)) key->last_used = std::max(key->last_used, use.at);
  if (const auto& key = record.idempotency)
    keyed_[{key->wallet, key->key}] = {record.sequence, record.time};
}

void NaiveBooks::open(const ledger::Record& record, const ledger::Opened& opened) {
  const ledger::OrganizationNumber number = record.organizations[0].organization;
  OrganizationRow& organization = organizations[number.value];
  if (opened.organization) {
    organization.id = opened.organization->id;
    organization.sandbox_accounts = opened.organization->sandbox_accounts;
  }
  for (const ledger::WalletOpened& one : opened.wallets) {
    const ledger::WalletAddress& address = one.address;
    for (std::uint64_t i = 0; i < ledger::system_accounts_count; ++i)
      row({address.system_accounts.value + i}).owner = address.system_accounts;
    AccountRow& account = row(address.account);
    account.owner = address.system_accounts;
    account.wallet =
        WalletRow{.address = address, .budget = one.budget_limit, .policies = {one.policy.id}};
    wallets.push_back(address.account);
    organization.wallets.push_back(address.account);
  }
  for (const ledger::KeyMade& made : opened.keys) keys.push_back({made, number});
  if (const auto& made = opened.policy) {
    policies.emplace(made->terms.id, *made);
    policies_in_order.emplace_back(made->terms.id, number);
  }
}

void NaiveBooks::rotate(const ledger::KeyRotated& rotated) {
  ledger::OrganizationNumber organization;
  for (KeyRow& key : keys) {
    if (key.made.id != rotated.id) continue;
    organization = key.organization;
    key.ends = rotated.ends;
    key.revoked = key.revoked || rotated.ends == ledger::Time{};
  }
  keys.push_back({rotated.made, organization});
}

void NaiveBooks::settle() {
  for (const AccountNumber account : wallets) {
    WalletRow& settled = *wallet(account);
    settled.told = settled.durable;
  }
}

void NaiveBooks::tell_opening(ledger::OrganizationNumber organization) {
  // Nobody names the wallet before its sign-up is answered: all that has passed is its beginning.
  WalletRow& own = *wallet(organizations.at(organization.value).wallets.front());
  own.told = own.durable;
}

KeyRow* NaiveBooks::find(ledger::KeyId id) {
  const auto found = std::ranges::find(keys, id, [](const KeyRow& key) { return key.made.id; });
  return found == keys.end() ? nullptr : &*found;
}

const KeyRow* NaiveBooks::find(ledger::KeyId id) const {
  return const_cast<NaiveBooks*>(this)->find(id);
}

WalletRow* NaiveBooks::wallet(AccountNumber account) {
  if (account.value >= accounts_.size() || !accounts_[account.value].wallet) return nullptr;
  return &*accounts_[account.value].wallet;
}

const WalletRow* NaiveBooks::wallet(AccountNumber account) const {
  if (account.value >= accounts_.size() || !accounts_[account.value].wallet) return nullptr;
  return &*accounts_[account.value].wallet;
}

AccountNumber NaiveBooks::owner(AccountNumber account) const {
  return account.value < accounts_.size() ? accounts_[account.value].owner : AccountNumber{};
}

Wide NaiveBooks::posted(AccountNumber account) const {
  return account.value < accounts_.size() ? accounts_[account.value].posted : 0;
}

const Keyed* NaiveBooks::keyed(AccountNumber account, const std::string& key) const {
  const auto found = keyed_.find({account, key});
  return found == keyed_.end() ? nullptr : &found->second;
}

AccountRow& NaiveBooks::row(AccountNumber account) {
  if (account.value >= accounts_.size()) accounts_.resize(account.value + 1);
  return accounts_[account.value];
}

}  // namespace bursar::simulation
