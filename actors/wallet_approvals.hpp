#pragma once

// What a wallet's actor does about its payments that wait for approval. One decision of each is
// under way at a time: others wait for what it comes to.

#include "actors/wallet_state.hpp"

namespace bursar::actors {

/// An approval of a payment to another wallet goes on by the coordinator; anything else is recorded
/// or refused at once.
void decide_approval(WalletActorState& state, const Ask<DecideApprovalCall>& ask);

/// Where it still waits and its time is over. Nobody hears an answer.
void expire_approval(WalletActorState& state, Expire expire);

/// The payee did not take what was approved: where it never will, that rejects the payment. False:
/// it was no such transfer.
bool approval_declined(WalletActorState& state, const Declined& declined);

/// Of a wallet whose agent is deleted with all that waits. Nothing of it is under way.
void reject_approvals(WalletActorState& state);

}  // namespace bursar::actors
