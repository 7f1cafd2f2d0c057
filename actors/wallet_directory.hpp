#pragma once

// Every wallet is in one of these states, and the directory alone moves it on:
//
//   cold ──► loading ──► live ──► leaving ──► resting ──► cold
//                          ▲                     │
//                          └─────────────────────┘
//
// Cold: nothing is kept but the door. Loading: its state is being read, what came for it waits.
// Live: its actor is behind the open door. Leaving: the door is closed, the actor was asked to end,
// what comes waits. Resting: the actor has ended, and what it knew is kept until the states on disk
// have all of it; a message brings it to life from there.

#include "actors/ports.hpp"
#include "actors/resting_wallets.hpp"
#include "actors/surroundings.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace bursar::actors {

/// Read by any thread.
struct LifeFigures {
  std::atomic<std::uint64_t> activations = 0;
  std::atomic<std::uint64_t> passivations = 0;
};

/// What the directory works with; outlives it.
struct DirectoryDesk {
  Surroundings& around;
  const WalletStates& states;
  LifeFigures& figures;
  WalletLoader loader;
  std::chrono::milliseconds idle;  // after that long without a message an actor ends
  std::size_t live_max;            // past it, those that were not used for longest end earlier
};

WalletDirectory spawn_wallet_directory(caf::actor_system& system, const DirectoryDesk& desk);

}  // namespace bursar::actors
