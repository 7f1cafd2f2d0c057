// What is done to policies. Their rules are such that some payments pass them and some do not.

#include "tests/simulation/policy_moves.hpp"

#include "tests/simulation/simulation.hpp"

#include <algorithm>
#include <optional>

namespace bursar::simulation {
namespace {

std::optional<Money> maybe(Simulation& simulation, std::int64_t dollars_max) {
  if (simulation.one_in(2)) return std::nullopt;
  return Money::dollars(
      static_cast<std::int64_t>(simulation.below(static_cast<std::uint64_t>(dollars_max))));
}

std::optional<ledger::Velocity> any_velocity(Simulation& simulation) {
  if (!simulation.one_in(3)) return std::nullopt;
  return ledger::Velocity{
      .count = static_cast<std::uint16_t>(1 + simulation.below(simulation.one_in(4) ? 30 : 5)),
      .window_seconds = static_cast<std::uint32_t>(1 + simulation.below(20'000))};
}

std::optional<ledger::Recipients> any_recipients(Simulation& simulation) {
  if (!simulation.one_in(5)) return std::nullopt;
  ledger::Recipients some;
  if (simulation.one_in(2)) some.labels = {"a casino"};
  if (simulation.one_in(2)) some.labels.insert(some.labels.end(), {"a shop"});
  for (std::uint64_t left = simulation.below(4); left > 0; --left)
    some.wallets.push_back(simulation.any_wallet().id);
  std::ranges::sort(some.wallets);
  const auto [first, last] = std::ranges::unique(some.wallets);
  some.wallets.erase(first, last);
  return some;
}

std::optional<ledger::ActiveHours> any_hours(Simulation& simulation) {
  if (!simulation.one_in(6)) return std::nullopt;
  const auto minute = [&] { return static_cast<std::uint16_t>(simulation.below(24 * 60)); };
  ledger::ActiveHours hours{
      .from = minute(), .to = minute(), .timezone = simulation.one_in(2) ? "UTC" : "Europe/Berlin"};
  if (hours.from == hours.to) return std::nullopt;
  return hours;
}

std::optional<ledger::Time> any_end(Simulation& simulation) {
  if (!simulation.one_in(8)) return std::nullopt;
  const auto later = static_cast<std::int64_t>(simulation.below(2 * ledger::day_ms));
  return ledger::Time{simulation.world().clock.now().milliseconds + later};
}

void draw(Simulation& simulation, ledger::PolicyTerms& terms) {
  terms.max_per_tx = maybe(simulation, 20);
  terms.max_per_day = maybe(simulation, 60);
  terms.max_per_month = maybe(simulation, 200);
  terms.max_total = maybe(simulation, 1'000);
  terms.velocity = any_velocity(simulation);
  terms.allowed_recipients = any_recipients(simulation);
  terms.blocked_recipients = any_recipients(simulation);
  if (simulation.one_in(40)) terms.allowed_categories = ledger::Categories{"food"};
  if (simulation.one_in(4)) terms.blocked_categories = ledger::Categories{"games"};
  terms.active_hours = any_hours(simulation);
  terms.expires_at = any_end(simulation);
  if (simulation.one_in(2))
    terms.approval_above = Money::dollars(static_cast<std::int64_t>(simulation.below(16)));
  terms.require_approval = simulation.one_in(16);
}

}  // namespace

const ledger::PolicyId* any_policy(Simulation& simulation, ledger::OrganizationNumber of) {
  const auto& policies = simulation.books().policies_in_order;
  if (policies.empty()) return nullptr;
  const auto& [id, organization] = policies[simulation.below(policies.size())];
  return organization == of ? &id : nullptr;
}

void make_policy(Simulation& simulation) {
  actors::MakePolicy command;
  command.organization = simulation.any_organization();
  draw(simulation, command.policy.terms);
  if (simulation.one_in(4)) command.policy.environment = ledger::Environment::production;
  command.now = simulation.world().clock.now();
  simulation.ask<actors::MakePolicyCall>(std::move(command));
}

void attach_policy(Simulation& simulation) {
  const ledger::WalletAddress& wallet = simulation.any_wallet();
  actors::AttachPolicy command;
  command.organization = wallet.organization;
  command.wallet = wallet.account;
  if (!simulation.one_in(3))
    if (const auto* policy = any_policy(simulation, wallet.organization)) command.policy = *policy;
  command.now = simulation.world().clock.now();
  simulation.ask<actors::AttachPolicyCall>(command, {wallet.account});
}

// One rule, or all of them.
void change_policy(Simulation& simulation) {
  const auto& policies = simulation.books().policies_in_order;
  if (policies.empty()) return;
  const auto& [id, organization] = policies[simulation.below(policies.size())];
  ledger::PolicyTerms drawn;
  draw(simulation, drawn);
  actors::ChangePolicy command;
  command.organization = organization;
  command.environment = simulation.books().policies.at(id).environment;
  command.policy = id;
  command.patch.max_per_day = {true, drawn.max_per_day};
  command.patch.approval_above = {true, drawn.approval_above};
  command.patch.require_approval = {true, drawn.require_approval};
  if (simulation.one_in(2)) {
    command.patch.max_per_tx = {true, drawn.max_per_tx};
    command.patch.velocity = {true, drawn.velocity};
    command.patch.allowed_recipients = {true, drawn.allowed_recipients};
    command.patch.blocked_recipients = {true, drawn.blocked_recipients};
    command.patch.allowed_categories = {true, drawn.allowed_categories};
    command.patch.blocked_categories = {true, drawn.blocked_categories};
    command.patch.active_hours = {true, drawn.active_hours};
    command.patch.expires_at = {true, drawn.expires_at};
  }
  command.now = simulation.world().clock.now();
  simulation.ask<actors::ChangePolicyCall>(std::move(command));
}

void delete_policy(Simulation& simulation) {
  const auto& policies = simulation.books().policies_in_order;
  if (policies.empty()) return;
  const auto& [id, organization] = policies[simulation.below(policies.size())];
  simulation.ask<actors::DeletePolicyCall>(
      actors::DeletePolicy{.organization = organization,
                           .environment = simulation.books().policies.at(id).environment,
                           .policy = id,
                           .now = simulation.world().clock.now()});
}

}  // namespace bursar::simulation
