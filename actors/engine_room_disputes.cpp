// What the engine takes in of disputes.

#include "actors/engine_room.hpp"

#include <memory>
#include <utility>

#include <caf/send.hpp>

namespace bursar::actors {

// Whoever was paid decides, as of refunds. Evidence is kept on its way there.
void EngineRoom::dispute(std::shared_ptr<DisputeCall> call) {
  end_round();
  const bool brings_evidence = call->command.act.event == ledger::DisputeEvent::add_evidence;
  if (brings_evidence) {
    if (read_only()) return refuse(call, ledger::Errc::read_only);
    auto place = evidence_admission_.try_admit(call->share());
    if (!place) return refuse(call, place.error().code);
    call->place_of_evidence = *std::move(place);
  }
  if (!admit(call)) return;
  ledger::ActOnDispute& act = call->command.act;
  const ledger::Paid& paid = act.refund.paid;
  const auto payer = tables_.wallet(paid.payer_id);
  const auto payee = paid.payee.none() ? payer : tables_.wallet(paid.payee_id);
  const auto org_wallet = payer ? tables_.org_wallet(*payer) : std::nullopt;
  if (!payee || !org_wallet) return refuse(call, ledger::Errc::not_found);
  act.refund.to = *payer;
  act.refund.giver = *payee;
  act.refund.org_wallet = *org_wallet;
  act.opened.environment = payee->environment;
  std::uint64_t& salted = act.refund.salt;
  if (!brings_evidence) return hand_over(std::move(call), payee->account, salted);
  tidy(call->command.now);
  salt(salted);
  const KeyHashes keyed = content_hash_.of(call->command);
  caf::anon_send(evidence_keeper_, KeyedAsk<DisputeCall>{std::move(call), keyed});
}

}  // namespace bursar::actors
