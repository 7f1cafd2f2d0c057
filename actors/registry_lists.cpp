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

/// A wallet takes as long as there is to read of it, and its owner may have written much.
std::uint32_t looks(const ledger::WalletOpened& opened) {
  constexpr std::size_t bytes_a_look = 1'024;
  std::size_t bytes = opened.metadata.size();
  for (const std::string& tag : opened.tags) bytes += tag.size();
  return static_cast<std::uint32_t>(1 + bytes / bytes_a_look);
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

Rows<WalletView> RegistryBooks::wallets(const WalletsQuery& query) const {
  const std::vector<ledger::AccountNumber>& all = tenant(query.organization).wallets;
  const OrganizationList list{all.size(), [&](std::uint64_t n) { return all[n - 1]; },
                              [&](ledger::AccountNumber account) { return profile(account); },
                              [](const Profile& known) { return looks(known.profile.opened); }};
  return list.rows<WalletView>(query, [&](const Profile& known) -> std::optional<WalletView> {
    if (!matches(known.profile, query)) return std::nullopt;
    return view(known);
  });
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
