#pragma once

// What a wallet's actor does about payments of its that are made together, all of them or none.

#include "actors/wallet_state.hpp"

namespace bursar::actors {

/// Known keys are answered from the journal; else all are decided, held for, and carried.
void pay_together(WalletActorState& state, const BatchAsk& ask);

/// None of them is recorded: what was held is free, and the caller hears why.
void declined_together(WalletActorState& state, const DeclinedAll& declined);

}  // namespace bursar::actors
