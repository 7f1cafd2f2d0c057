#pragma once

#include "actors/journal_writer.hpp"
#include "actors/ports.hpp"
#include "actors/surroundings.hpp"

namespace bursar::actors {

/// What it reads may be cold, so a live loader has a thread of its own, like the writer.
WalletLoader spawn_wallet_loader(caf::actor_system& system, const Surroundings& around,
                                 const WalletStates& states, WriterThread thread);

}  // namespace bursar::actors
