// The policies among what the registry knows by name.

#include "actors/organization_list.hpp"
#include "actors/registry_books.hpp"

#include <algorithm>
#include <utility>

namespace bursar::actors {
namespace {

using persistence::List;

/// A policy takes as long as its lists do.
std::uint32_t looks(const ledger::PolicyTerms& terms) {
  constexpr std::size_t entries_a_look = 16;
  std::size_t entries = 0;
  for (const auto* list : {&terms.allowed_recipients, &terms.blocked_recipients})
    if (*list) entries += (*list)->count();
  for (const auto* list : {&terms.allowed_categories, &terms.blocked_categories})
    if (*list) entries += (*list)->size();
  return static_cast<std::uint32_t>(1 + entries / entries_a_look);
}

}  // namespace

ledger::Policy& RegistryBooks::changed_policy(ledger::PolicyId id) {
  const auto found = newer_.policies.find(id);
  if (found != newer_.policies.end()) return found->second;
  return newer_.policies.emplace(id, policy(id).value()).first->second;
}

void RegistryBooks::bind(ledger::PolicyId before, ledger::PolicyId after) {
  if (before == after) return;
  if (!before.bits.none()) --changed_policy(before).wallets;
  if (!after.bits.none()) ++changed_policy(after).wallets;
}

void RegistryBooks::bind_later(const ledger::WalletProfile& profile, ledger::PolicyId after,
                               const Mark& mark) {
  if (profile.policy != after && !profile.policy.bits.none())
    let_go_.emplace_back(profile.policy, mark);
  bind(profile.policy, after);
}

bool RegistryBooks::binds_still(ledger::PolicyId policy) const {
  return std::ranges::find(let_go_, policy, &std::pair<ledger::PolicyId, Mark>::first) !=
         let_go_.end();
}

ledger::Result<ledger::Policy> RegistryBooks::policy(ledger::PolicyId id,
                                                     ledger::OrganizationNumber organization,
                                                     ledger::Environment environment) const {
  auto found = policy(id);
  if (!found || found->organization != organization || found->deleted)
    return ledger::refuse(ledger::Errc::not_found);
  if (found->made.environment != environment)
    return ledger::refuse(ledger::Errc::environment_mismatch);
  return *std::move(found);
}

Rows<ledger::Policy> RegistryBooks::policies(const PoliciesQuery& query) const {
  const OrganizationList list{tenant(query.organization).policies,
                              [&](std::uint64_t n) {
                                return ledger::PolicyId{listed(List::policies_of_organization,
                                                               query.organization.value, n)};
                              },
                              [&](ledger::PolicyId id) { return policy(id); },
                              [](const ledger::Policy& known) { return looks(known.made.terms); }};
  return list.rows<ledger::Policy>(
      query, [&](const ledger::Policy& known) -> std::optional<ledger::Policy> {
        if (known.deleted || known.organization != query.organization ||
            known.made.environment != query.environment)
          return std::nullopt;
        return known;
      });
}

}  // namespace bursar::actors
