#include "ledger/disputes.hpp"

#include <variant>

namespace bursar::ledger {

std::optional<DisputeMove> dispute_move(const Fact& fact) {
  if (const auto* opened = std::get_if<DisputeOpened>(&fact))
    return DisputeMove{.payment = opened->of.payment};
  if (const auto* added = std::get_if<EvidenceAdded>(&fact))
    return DisputeMove{.dispute = added->dispute, .payment = added->of.payment, .evidence = true};
  if (const auto* moved = std::get_if<DisputeMoved>(&fact))
    return DisputeMove{.dispute = moved->dispute,
                       .payment = moved->of.payment,
                       .status = moved->status,
                       .service = moved->service};
  if (const auto* refunded = std::get_if<DisputeRefunded>(&fact))
    return DisputeMove{.dispute = refunded->dispute,
                       .payment = refunded->refund.payment,
                       .status = DisputeStatus::resolved_refunded,
                       .service = refunded->service};
  return std::nullopt;
}

const Refunded* refund_of(const Fact& fact) {
  if (const auto* resolved = std::get_if<DisputeRefunded>(&fact)) return &resolved->refund;
  return std::get_if<Refunded>(&fact);
}

const Disputed* disputed_by(const Fact& fact) {
  if (const auto* opened = std::get_if<DisputeOpened>(&fact)) return &opened->of;
  if (const auto* added = std::get_if<EvidenceAdded>(&fact)) return &added->of;
  if (const auto* moved = std::get_if<DisputeMoved>(&fact)) return &moved->of;
  return nullptr;
}

AccountNumber dispute_decider(const Fact& fact) {
  if (const auto* of = disputed_by(fact)) return of->payee;
  if (const auto* resolved = std::get_if<DisputeRefunded>(&fact)) return resolved->refund.from;
  return {};
}

std::optional<Sequence> payment_of(const Fact& fact) {
  if (const auto* refunded = refund_of(fact)) return refunded->payment;
  if (const auto* of = disputed_by(fact)) return of->payment;
  return std::nullopt;
}

}  // namespace bursar::ledger
