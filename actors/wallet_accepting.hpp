#pragma once

// What a wallet's actor says when it is asked whether it takes its part in what another has
// decided: a credit, or what a budget draws from it, of one transfer or of several together.

#include "actors/wallet_state.hpp"

namespace bursar::actors {

/// With what those together are to it, which is found out here and not again.
AcceptQuestion question_of(const WalletActorState& state, const Accept& asked);

/// Where it accepts it counts on its part until it is told what became of it.
Accepted accept(WalletActorState& state, const AcceptQuestion& asked);

/// Whether it would give what is drawn if what is under way came to nothing, or was there.
bool only_what_is_under_way_refuses(const WalletActorState& state, const AcceptQuestion& asked);

}  // namespace bursar::actors
