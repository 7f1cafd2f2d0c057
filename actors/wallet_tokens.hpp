#pragma once

// What a wallet's actor does with its tokens: one at a time, so that each leaves by one exit.

#include "actors/messages.hpp"
#include "actors/wallet_state.hpp"

namespace bursar::actors {

void act_on_token(WalletActorState& state, const Ask<TokenActCall>& ask);
void end_late_token(WalletActorState& state, TokenDue due);
/// False: that was no settlement. A payee that cannot be paid leaves the token as it is.
bool settlement_declined(WalletActorState& state, const Declined& declined);
/// Of a wallet that is to end: what nobody has verified.
void cancel_unused_tokens(WalletActorState& state, ledger::Time now);

}  // namespace bursar::actors
