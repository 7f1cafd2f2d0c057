#include "tests/simulation/approval_moves.hpp"

#include "tests/simulation/simulation.hpp"

#include <algorithm>
#include <iterator>

namespace bursar::simulation {
namespace {

using ledger::ApprovalStatus;

// Mostly one of the newest: those wait.
const ApprovalRow* any_approval(Simulation& simulation) {
  const auto& all = simulation.books().approvals;
  if (all.empty()) return nullptr;
  const std::size_t newest = simulation.one_in(6) ? all.size() : 6;
  const auto back = simulation.below(std::min(all.size(), newest));
  return &std::prev(all.end(), static_cast<std::ptrdiff_t>(1 + back))->second;
}

void decide(Simulation& simulation, const ApprovalRow& row) {
  const ledger::WalletAddress& payer = simulation.wallet(row.payer());
  actors::DecideApprovalCommand command;
  command.decision = {
      .request = row.request.sequence,
      .request_epoch = row.request.epoch,
      .held = row.held(),
      .payee = std::nullopt,
      .status = simulation.one_in(3) ? ApprovalStatus::rejected : ApprovalStatus::approved,
      .decided_by = any_key_of(simulation, payer.organization),
      .note = "as agreed"};
  simulation.decide(std::move(command));
}

}  // namespace

ledger::KeyId any_key_of(Simulation& simulation, ledger::OrganizationNumber organization) {
  const auto& keys = simulation.books().organizations[organization.value].keys_listed;
  return keys.empty() ? ledger::KeyId{} : ledger::KeyId{keys[simulation.below(keys.size())].id};
}

void decide_payment(Simulation& simulation) {
  if (const ApprovalRow* row = any_approval(simulation)) decide(simulation, *row);
}

void let_several_decide(Simulation& simulation) {
  const ApprovalRow* row = any_approval(simulation);
  if (row == nullptr) return;
  for (std::uint64_t left = 2 + simulation.below(3); left > 0; --left) decide(simulation, *row);
}

// Half of it waits for a decision.
void see_payment_that_waits(Simulation& simulation) {
  const ApprovalRow* row = any_approval(simulation);
  if (row == nullptr) return;
  const auto longest = static_cast<std::uint64_t>(patience_max.count());
  const std::int64_t wait_ms =
      simulation.one_in(2) ? static_cast<std::int64_t>(simulation.below(longest)) : 0;
  simulation.ask_approvals<actors::ApprovalCall>(
      actors::ApprovalQuery{.request = row->request.sequence, .wait_ms = wait_ms});
}

void list_payments_that_wait(Simulation& simulation) {
  actors::ApprovalsQuery query;
  query.organization = simulation.any_organization();
  if (simulation.one_in(4)) query.environment = ledger::Environment::production;
  if (!simulation.one_in(3)) query.status = static_cast<ApprovalStatus>(simulation.below(4));
  const ApprovalRow* row = any_approval(simulation);
  if (row != nullptr && simulation.one_in(4)) query.only = row->payer();
  if (row != nullptr && simulation.one_in(4)) query.page.before = row->request.sequence.value;
  if (simulation.one_in(2)) query.page.limit = static_cast<std::uint32_t>(1 + simulation.below(6));
  if (simulation.one_in(4))
    query.page.looked_at_max = static_cast<std::uint32_t>(1 + simulation.below(6));
  simulation.ask_approvals<actors::ApprovalsCall>(query);
}

}  // namespace bursar::simulation
