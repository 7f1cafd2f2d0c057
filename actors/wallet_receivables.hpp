#pragma once

// What a wallet's actor does about what its wallet owes: whatever comes or is no longer held goes
// to that first.

#include "actors/drafts.hpp"
#include "actors/wallet_answers.hpp"
#include "actors/wallet_state.hpp"

namespace bursar::actors {

/// As much as it has and nothing else is to be done with. A record of its own, that nobody waits
/// for: a crash before it leaves the money there, and the next thing that is asked of the wallet
/// begins with it.
inline void repay(WalletActorState& state, ledger::Time now) {
  // The record says what is owed then, which is not known before that one.
  if (state.wallet.state().owed.zero() || state.transfers.covered()) return;
  while (const auto repaid = state.wallet.repay())
    record_alone(state,
                 draft_of(*repaid, {.decider = state.address(),
                                    .keyed = KeyedBy{},
                                    .hashes = KeyHashes{},
                                    .now = state.later(now)}),
                 [](const Surroundings&, const ledger::Record&) {});
}

}  // namespace bursar::actors
