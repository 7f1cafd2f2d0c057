#include "ledger/books.hpp"

#include "ledger/check.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace bursar::ledger {

void Books::apply(const Record& record) {
  CHECK(record.sequence.value == last_.value + 1);
  CHECK(record.time >= last_time_);
  const auto* genesis = std::get_if<Genesis>(&record.fact);
  CHECK((genesis != nullptr) == (record.sequence.value == 1));
  if (genesis != nullptr) genesis_ = *genesis;

  // What a record opens has to be there before its own entries and links can point to it.
  if (const auto* opened = std::get_if<Opened>(&record.fact)) apply_fact(record, *opened);
  if (const auto* revoked = std::get_if<KeyRevoked>(&record.fact)) apply_fact(record, *revoked);
  if (const auto* attached = std::get_if<PolicyAttached>(&record.fact))
    apply_fact(record, *attached);
  apply_entries(record);
  apply_links(record);
  tell_wallets(record);

  if (const auto& key = record.idempotency; key && record.time >= keep_keys_since)
    recorded_keys.push_back({key->wallet, key->key, key->content, record.sequence, record.time});
  last_ = record.sequence;
  last_time_ = record.time;
}

void Books::check_balanced(const Record& record) const {
  CHECK(balanced(record.entries));
  // A record touches two organisations at most.
  std::array<std::pair<AccountNumber, Wide>, 2> sums = {};
  for (const Entry& entry : record.entries) {
    CHECK(!entry.account.none() && entry.account.value < owners_.size());
    const AccountNumber owner = owners_[entry.account.value];
    const auto sum = std::ranges::find_if(
        sums, [&](const auto& one) { return one.first == owner || one.first.none(); });
    CHECK(sum != sums.end());
    sum->first = owner;
    sum->second += entry.amount.units();
  }
  for (const auto& [owner, sum] : sums) CHECK(sum == 0);
}

void Books::apply_entries(const Record& record) {
  check_balanced(record);
  for (const Entry& entry : record.entries) {
    AccountHead& head = accounts[entry.account.value];
    head.posted += entry.amount.units();
    CHECK(entry.balance_after == head.balance() && entry.held_after == head.held);
    CHECK(entry.previous == head.last && head.last < record.sequence);
    head.last = record.sequence;
  }
}

void Books::apply_links(const Record& record) {
  for (const OrganizationLink& link : record.organizations) {
    if (link.organization.none()) continue;
    OrganizationHead& head = organization_heads.at(link.organization.value);
    CHECK(link.sequence.value == head.count.value + 1 && link.previous == head.last);
    head = {.count = link.sequence, .last = record.sequence};
  }
}

void Books::tell_wallets(const Record& record) {
  for (const Entry& entry : record.entries)
    if (const auto wallet = wallets.find(entry.account); wallet != wallets.end())
      wallet->second.apply(record);
  // These are told of records without an entry of theirs.
  if (const auto* opened = std::get_if<Opened>(&record.fact))
    for (const WalletOpened& one : opened->wallets)
      if (accounts[one.address.account.value].last != record.sequence)
        wallets.at(one.address.account).apply(record);
  if (const auto* attached = std::get_if<PolicyAttached>(&record.fact))
    wallets.at(attached->wallet).apply(record);
  if (const auto* refused = std::get_if<Refused>(&record.fact))
    wallets.at(refused->wallet).apply(record);
}

void Books::open_system_accounts(AccountNumber first) {
  CHECK(first.value == accounts.size());
  accounts.resize(accounts.size() + system_accounts_count);
  owners_.resize(accounts.size(), first);
}

void Books::open_wallet(const Record& record, const WalletOpened& opened) {
  const WalletAddress& address = opened.address;
  CHECK(address.organization == record.organizations[0].organization);
  // An organisation brings those of its sandbox; production's come with its first wallet there.
  if (address.system_accounts.value == accounts.size())
    open_system_accounts(address.system_accounts);
  CHECK(owners_.at(address.system_accounts.value) == address.system_accounts);
  CHECK(address.account.value == accounts.size());
  accounts.emplace_back();
  owners_.push_back(address.system_accounts);
  organizations[address.organization.value].wallets.push_back(address.account);
  wallets.emplace(address.account, Wallet{first_state(opened)});
  profiles.emplace(address.account, WalletProfile{.opened = opened,
                                                  .policy = opened.policy.id,
                                                  .created_at = record.time,
                                                  .updated_at = record.time});
}

void Books::apply_fact(const Record& record, const Opened& opened) {
  const OrganizationNumber number = record.organizations[0].organization;
  if (const auto& made = opened.organization) {
    CHECK(made->number == number && number.value == organizations.size());
    Organization& begun = organizations.emplace_back();
    begun.opened = *made;
    begun.created_at = record.time;
    organization_heads.emplace_back();
    open_system_accounts(made->sandbox_accounts);
  }
  CHECK(!number.none());
  Organization& organization = organizations.at(number.value);
  for (const WalletOpened& wallet : opened.wallets) open_wallet(record, wallet);
  for (const KeyMade& made : opened.keys) {
    CHECK(keys.emplace(made.id, Key{made, number, record.time}).second);
    organization.keys.push_back(made.id);
  }
  if (const auto& made = opened.policy) {
    CHECK(policies.emplace(made->terms.id, Policy{*made, number, record.time}).second);
    organization.policies.push_back(made->terms.id);
  }
}

void Books::apply_fact(const Record&, const KeyRevoked& revoked) {
  keys.at(revoked.id).revoked = true;
}

void Books::apply_fact(const Record& record, const PolicyAttached& attached) {
  WalletProfile& profile = profiles.at(attached.wallet);
  profile.policy = attached.terms.id;
  profile.updated_at = record.time;
}

}  // namespace bursar::ledger
