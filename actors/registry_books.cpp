#include "actors/registry_books.hpp"

#include "ledger/check.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace bursar::actors {
namespace {

std::size_t index(ledger::Environment environment) {
  return static_cast<std::size_t>(environment);
}

/// One page of `made`, which is in the order of its making; `row` says none for what is not listed.
template <class Row, class Made, class RowOf>
Rows<Row> page_of(const std::vector<Made>& made, const Page& page, RowOf row_of) {
  Rows<Row> rows;
  std::uint64_t position = made.size() + 1;
  if (page.before != 0) position = std::min(position, page.before);
  std::uint64_t last = 0;
  while (--position > 0) {
    std::optional<Row> row = row_of(made[position - 1]);
    if (!row) continue;
    if (rows.rows.size() == page.limit) {
      rows.next = last;
      return rows;
    }
    rows.rows.push_back(*std::move(row));
    last = position;
  }
  return rows;
}

}  // namespace

RegistryBooks::RegistryBooks(const ledger::Books& books)
    : next_account_{books.accounts.size()}, policies_{books.policies} {
  tenants_.resize(books.organizations.size());
  for (std::size_t i = 1; i < tenants_.size(); ++i) {
    tenants_[i].organization = books.organizations[i];
    tenants_[i].system_accounts[0] = books.organizations[i].opened.sandbox_accounts;
  }
  for (const auto& [account, profile] : books.profiles) open(profile);
  for (const auto& [id, key] : books.keys) make(key);
  // Each wallet's keys in the order of their making, so that the newest is the last.
  for (const ledger::Organization& organization : books.organizations)
    for (const ledger::KeyId id : organization.keys)
      if (const ledger::WalletId wallet = keys_.at(id).made.wallet; !wallet.bits.none())
        wallets_.at(accounts_.at(wallet)).keys.push_back(id);
}

void RegistryBooks::apply(const ledger::Record& record) {
  if (const auto* opened = std::get_if<ledger::Opened>(&record.fact)) open(record, *opened);
  if (const auto* revoked = std::get_if<ledger::KeyRevoked>(&record.fact))
    keys_.at(revoked->id).revoked = true;
}

void RegistryBooks::settle_times(const ledger::Record& record) {
  const auto* opened = std::get_if<ledger::Opened>(&record.fact);
  if (opened == nullptr) return;
  if (opened->organization)
    tenants_.at(opened->organization->number.value).organization.created_at = record.time;
  for (const ledger::WalletOpened& wallet : opened->wallets) {
    ledger::WalletProfile& profile = wallets_.at(wallet.address.account).profile;
    profile.created_at = record.time;
    profile.updated_at = std::max(profile.updated_at, record.time);
  }
  for (const ledger::KeyMade& key : opened->keys) keys_.at(key.id).created_at = record.time;
  if (opened->policy) policies_.at(opened->policy->terms.id).created_at = record.time;
}

void RegistryBooks::attach(ledger::AccountNumber wallet, ledger::PolicyId policy,
                           ledger::Time now) {
  ledger::WalletProfile& profile = wallets_.at(wallet).profile;
  profile.policy = policy;
  profile.updated_at = std::max(profile.updated_at, now);
}

void RegistryBooks::open(const ledger::Record& record, const ledger::Opened& opened) {
  const ledger::OrganizationNumber number = record.organizations[0].organization;
  if (const auto& made = opened.organization) {
    CHECK(number == next_tenant());
    Tenant& tenant = tenants_.emplace_back();
    tenant.organization.opened = *made;
    tenant.organization.created_at = record.time;
    tenant.system_accounts[0] = made->sandbox_accounts;
    next_account_.value = made->sandbox_accounts.value + ledger::system_accounts_count;
  }
  ledger::Organization& organization = tenants_.at(number.value).organization;
  for (const ledger::WalletOpened& wallet : opened.wallets) {
    organization.wallets.push_back(wallet.address.account);
    next_account_.value = wallet.address.account.value + 1;
    open(ledger::WalletProfile{wallet, wallet.policy.id, record.time, record.time});
  }
  for (const ledger::KeyMade& key : opened.keys) {
    organization.keys.push_back(key.id);
    make({.made = key, .organization = number, .created_at = record.time});
    if (!key.wallet.bits.none()) wallets_.at(accounts_.at(key.wallet)).keys.push_back(key.id);
  }
  if (opened.policy) {
    organization.policies.push_back(opened.policy->terms.id);
    policies_.emplace(opened.policy->terms.id, ledger::Policy{*opened.policy, number, record.time});
  }
}

void RegistryBooks::open(const ledger::WalletProfile& profile) {
  const ledger::WalletOpened& opened = profile.opened;
  Tenant& tenant = tenants_.at(opened.address.organization.value);
  tenant.system_accounts[index(opened.address.environment)] = opened.address.system_accounts;
  ++tenant.wallets[index(opened.address.environment)];
  if (opened.agent) ++tenant.agents;
  if (!opened.agent_id.empty()) tenant.agent_ids.insert(opened.agent_id);
  accounts_.emplace(opened.address.id, opened.address.account);
  CHECK(wallets_.emplace(opened.address.account, NamedWallet{profile, {}}).second);
}

void RegistryBooks::make(const ledger::Key& key) {
  CHECK(keys_.emplace(key.made.id, key).second);
}

std::optional<WalletView> RegistryBooks::wallet(ledger::AccountNumber account) const {
  const auto named = wallets_.find(account);
  if (named == wallets_.end()) return std::nullopt;
  WalletView view;
  view.profile = named->second.profile;
  for (const ledger::KeyId id : named->second.keys)
    if (const ledger::Key& key = keys_.at(id); !key.revoked) view.active_key = key.made;
  return view;
}

const ledger::WalletProfile& RegistryBooks::profile(ledger::AccountNumber account) const {
  return wallets_.at(account).profile;
}

const ledger::Key* RegistryBooks::key(ledger::KeyId id,
                                      ledger::OrganizationNumber organization) const {
  const auto found = keys_.find(id);
  if (found == keys_.end() || found->second.organization != organization) return nullptr;
  return &found->second;
}

const ledger::Policy* RegistryBooks::policy(ledger::PolicyId id,
                                            ledger::OrganizationNumber organization,
                                            ledger::Environment environment) const {
  const auto found = policies_.find(id);
  if (found == policies_.end() || found->second.organization != organization) return nullptr;
  return found->second.made.environment == environment ? &found->second : nullptr;
}

KeyView RegistryBooks::view(const ledger::Key& key) const {
  return {
      .key = key, .organization = tenant(key.organization).organization.opened.id, .secret = {}};
}

bool RegistryBooks::listed(const ledger::WalletProfile& profile, const WalletsQuery& query) const {
  const ledger::WalletOpened& opened = profile.opened;
  if (opened.address.environment != query.environment) return false;
  if (query.agents_only && !opened.agent) return false;
  if (query.type && opened.address.type != *query.type) return false;
  if (!query.only.none() && opened.address.account != query.only) return false;
  return std::ranges::all_of(query.tags, [&](const std::string& tag) {
    return std::ranges::find(opened.tags, tag) != opened.tags.end();
  });
}

Rows<WalletView> RegistryBooks::wallets(const WalletsQuery& query) const {
  return page_of<WalletView>(tenant(query.organization).organization.wallets, query.page,
                             [&](ledger::AccountNumber account) {
                               return listed(profile(account), query) ? wallet(account)
                                                                      : std::nullopt;
                             });
}

Rows<KeyView> RegistryBooks::keys(const KeysQuery& query) const {
  return page_of<KeyView>(tenant(query.organization).organization.keys, query.page,
                          [&](ledger::KeyId id) -> std::optional<KeyView> {
                            const ledger::Key& key = keys_.at(id);
                            if (key.made.environment != query.environment) return std::nullopt;
                            if (!query.only.bits.none() && id != query.only) return std::nullopt;
                            return view(key);
                          });
}

Rows<ledger::Policy> RegistryBooks::policies(const PoliciesQuery& query) const {
  return page_of<ledger::Policy>(tenant(query.organization).organization.policies, query.page,
                                 [&](ledger::PolicyId id) -> std::optional<ledger::Policy> {
                                   const ledger::Policy& policy = policies_.at(id);
                                   if (policy.made.environment != query.environment)
                                     return std::nullopt;
                                   if (!query.only.bits.none() && id != query.only)
                                     return std::nullopt;
                                   return policy;
                                 });
}

}  // namespace bursar::actors
