#pragma once

// What a wallet's actor does about payments that it gives back, or that are disputed. Whoever was
// paid gives, so all refunds of a payment and all that is done about its dispute meet in one actor,
// and one of them is under way at a time: the next one is decided by what is durable then, wherever
// that stands.

#include "actors/payment_courses.hpp"
#include "actors/wallet_state.hpp"

namespace bursar::actors {

/// Lets the command see what has become of its payment. False: another one is under way, which it
/// has to wait for.
inline bool learn(const WalletActorState& state, ledger::Refund& refund,
                  ledger::DisputeCourse& dispute) {
  if (state.transfers.go_on_with(refund.payment)) return false;
  const ledger::PaymentCourse course = state.around->courses.course(refund.payment);
  refund.refunded = course.refunded;
  refund.newest = course.last.none() ? refund.payment : course.last;
  dispute = course.dispute;
  return true;
}
inline bool learn(const WalletActorState& state, RefundCommand& command) {
  ledger::DisputeCourse unasked;
  return learn(state, command.refund, unasked);
}
inline bool learn(const WalletActorState& state, DisputeCommand& command) {
  return learn(state, command.act.refund, command.act.dispute);
}
inline bool learn(const WalletActorState& /*state*/, auto& /*command*/) {
  return true;
}

/// Which record of the payment comes before the command's; none: it begins one.
inline ledger::Sequence follows(const RefundCommand& command) {
  return command.refund.newest;
}
inline ledger::Sequence follows(const DisputeCommand& command) {
  return command.act.refund.newest;
}
inline ledger::Sequence follows(const auto& /*command*/) {
  return {};
}

/// The payer turned out to be archived: its org wallet may get it in its place.
inline bool turns_to_org_wallet(ledger::Refund& refund, ledger::Errc refused) {
  if (refused != ledger::Errc::payee_archived || refund.payer_archived) return false;
  refund.payer_archived = true;
  return true;
}
inline bool turns_to_org_wallet(RefundCommand& command, ledger::Errc refused) {
  return turns_to_org_wallet(command.refund, refused);
}
inline bool turns_to_org_wallet(DisputeCommand& command, ledger::Errc refused) {
  return turns_to_org_wallet(command.act.refund, refused);
}

}  // namespace bursar::actors
