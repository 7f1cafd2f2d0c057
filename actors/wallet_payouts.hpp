#pragma once

// What a wallet's actor does about its payouts that are open: it alone decides what becomes of
// each.

#include "actors/wallet_state.hpp"

namespace bursar::actors {

/// By whoever may.
void cancel_payout(WalletActorState& state, const Ask<CancelPayoutCall>& ask);

/// What its connector says has happened to one, where that is its turn. Nobody hears an answer.
void step_payout(WalletActorState& state, const PayoutStep& step);

}  // namespace bursar::actors
