// The registry's books as lists, by pages.

#include "actors/organization_list.hpp"
#include "actors/registry_books.hpp"

#include <algorithm>
#include <optional>

namespace bursar::actors {
namespace {

using persistence::List;

/// A key is seen in its own organisation and environment alone.
template <class Row>
bool belongs(const Row& row, ledger::OrganizationNumber organization,
             ledger::Environment environment) {
  return row.organization == organization && row.made.environment == environment;
}

bool matches(const ledger::WalletProfile& profile, const WalletsQuery& query) {
  const ledger::WalletOpened& opened = profile.opened;
  if (opened.address.organization != query.organization) return false;
  if (opened.address.environment != query.environment) return false;
  if (query.agents_only && !opened.agent) return false;
  if (query.type && opened.address.type != *query.type) return false;
  return std::ranges::all_of(query.tags, [&](const std::string& tag) {
    return std::ranges::find(opened.tags, tag) != opened.tags.end();
  });
}

}  // namespace

Rows<OrganizationSummary> RegistryBooks::organizations(const OrganizationsQuery& query) const {
  Rows<OrganizationSummary> rows;
  const std::uint64_t all = tenants_.size() - 1;
  std::uint64_t n = query.page.before == 0 ? all : std::min(all, query.page.before - 1);
  for (; n > 0 && rows.rows.size() < query.page.limit; --n) rows.rows.push_back(view(tenants_[n]));
  if (n > 0) rows.next = n + 1;
  return rows;
}

Rows<WalletView> RegistryBooks::wallets(const WalletsQuery& query, const WalletSigns& signs) {
  Rows<WalletView> rows;
  if (!query.only.none()) {
    rows.looked_at = 1;
    if (const auto known = profile(query.only); known && matches(known->profile, query))
      rows.rows.push_back(view(*known));
    return rows;
  }
  Tenant& owner = tenants_.at(query.organization.value);
  const WalletIndex::Found found = owner.wallet_index.find(query, owner.wallets, signs);
  for (const std::uint64_t position : found.positions)
    rows.rows.push_back(*wallet(owner.wallets[position - 1]));
  rows.looked_at = found.looked_at;
  rows.next = found.next;
  return rows;
}

PolicyReplayed RegistryBooks::to_replay(const ReplayPolicy& asked, const WalletSigns& signs) {
  constexpr std::uint32_t slice = 1'024;
  Tenant& owner = tenants_.at(asked.organization.value);
  WalletsQuery query;
  query.organization = asked.organization;
  query.environment = asked.environment;
  query.page.before = asked.before;
  query.page.limit = slice;
  PolicyReplayed page;
  for (std::uint32_t positions = 0; positions < replay_positions_max; positions += slice) {
    const WalletIndex::Found found = owner.wallet_index.find(query, owner.wallets, signs);
    for (const std::uint64_t position : found.positions) {
      page.next = position > 1 ? position : 0;
      const ledger::AccountNumber account = owner.wallets[position - 1];
      if (signs.of(account).moved_at < asked.from) continue;
      const ledger::WalletOpened opened = profile(account)->profile.opened;
      page.wallets.push_back({.wallet = opened.address.id,
                              .name = opened.name,
                              .account = account,
                              .position = position});
      if (page.wallets.size() == asked.wallets_max) return page;
    }
    query.page.before = page.next = found.next;
    if (found.next == 0) break;
  }
  return page;
}

Rows<KeyView> RegistryBooks::keys(const KeysQuery& query) const {
  const OrganizationList list{
      tenant(query.organization).keys,
      [&](std::uint64_t n) {
        return ledger::KeyId{listed(List::keys_of_organization, query.organization.value, n)};
      },
      [&](ledger::KeyId id) { return key(id); }};
  return list.rows<KeyView>(query, [&](const KeyRow& known) -> std::optional<KeyView> {
    if (!belongs(known.key, query.organization, query.environment)) return std::nullopt;
    return view(known.key);
  });
}

}  // namespace bursar::actors
