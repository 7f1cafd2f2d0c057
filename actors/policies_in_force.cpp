#include "actors/policies_in_force.hpp"

namespace bursar::actors {

std::shared_ptr<const ledger::PolicyInForce> PoliciesInForce::find(ledger::PolicyId id) const {
  const auto found = rows_.find(id);
  return found ? found->policy : nullptr;
}

std::shared_ptr<const ledger::PolicyInForce> PoliciesInForce::compiled(
    const ledger::PolicyMade& made) const {
  auto policy = std::make_shared<ledger::PolicyInForce>(
      ledger::PolicyInForce{.terms = made.terms, .name = made.name});
  if (const auto& hours = made.terms.active_hours) policy->zone = find_zone_(hours->timezone);
  return policy;
}

void PoliciesInForce::put(const ledger::PolicyMade& made, ledger::OrganizationNumber organization) {
  rows_.put(made.terms.id, {compiled(made), organization, made.environment});
  changed();
}

void PoliciesInForce::change(const ledger::PolicyMade& made) {
  auto row = rows_.find(made.terms.id);
  if (!row) return;
  row->policy = compiled(made);
  rows_.put(made.terms.id, *std::move(row));
  changed();
}

void PoliciesInForce::erase(ledger::PolicyId id) {
  rows_.erase(id);
  changed();
}

std::vector<PoliciesInForce::LostZone> PoliciesInForce::load(
    const std::vector<ledger::Policy>& policies) {
  std::vector<LostZone> lost;
  std::vector<std::pair<ledger::PolicyId, PolicyRow>> rows;
  rows.reserve(policies.size());
  for (const auto& [made, organization, created_at, updated_at, wallets, deleted] : policies) {
    if (deleted) continue;
    auto policy = compiled(made);
    if (const auto& hours = made.terms.active_hours; hours && policy->zone == nullptr)
      lost.push_back({made.terms.id, hours->timezone});
    rows.emplace_back(made.terms.id, PolicyRow{std::move(policy), organization, made.environment});
  }
  rows_.load(std::move(rows));
  changed();
  return lost;
}

}  // namespace bursar::actors
