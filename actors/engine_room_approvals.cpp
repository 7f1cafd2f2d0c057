// What the engine takes in of approvals.

#include "actors/engine_room.hpp"

#include <memory>
#include <utility>

#include <caf/send.hpp>

namespace bursar::actors {

// What gives back needs no room.
void EngineRoom::decide_approval(std::shared_ptr<DecideApprovalCall> call) {
  end_round();
  ledger::DecideApproval& asked = call->command.decision;
  const bool approves = asked.status == ledger::ApprovalStatus::approved;
  if (approves && read_only()) return refuse(call, ledger::Errc::read_only);
  if (!admit(call)) return;
  const ledger::Paid& payment = asked.held.payment;
  if (!payment.payee.none()) asked.payee = tables_.wallet(payment.payee_id);
  const WayIn way = around_.way_to(payment.payer);
  if (!way) return refuse(call, ledger::Errc::not_found);
  around_.send(way, Ask<DecideApprovalCall>{std::move(call)});
}

}  // namespace bursar::actors
