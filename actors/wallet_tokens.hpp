#pragma once

// What a wallet's actor does with its tokens: one at a time, so that each leaves by one exit; and
// as a payee with calls on tokens under its keys, so that each key does one thing, whichever
// payers' tokens it comes with.

#include "actors/messages.hpp"
#include "actors/wallet_state.hpp"

#include <memory>

namespace bursar::actors {

/// As the payer. What comes of a call with a key is told to the payee.
void act_on_token(WalletActorState& state, const KeyedAsk<TokenActCall>& ask);
/// The same; or as the payee, whose key it comes with: it is passed on where that is fresh.
void take_token_act(WalletActorState& state, const KeyedAsk<TokenActCall>& ask);
/// As the payee: what came of a key that was passed on.
void end_passed_on(WalletActorState& state, const TokenActOver& over);
void end_passed_on(WalletActorState& state, const ledger::Bits128& key,
                   const std::shared_ptr<Draft>& durable);

void end_late_token(WalletActorState& state, TokenDue due);
/// False: that was no settlement. A payee that cannot be paid leaves the token as it is.
bool settlement_declined(WalletActorState& state, const Declined& declined);
/// Of a wallet that is to end: what nobody has verified.
void cancel_unused_tokens(WalletActorState& state, ledger::Time now);

}  // namespace bursar::actors
