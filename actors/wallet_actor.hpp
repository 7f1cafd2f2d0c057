#pragma once

#include "actors/surroundings.hpp"
#include "actors/wallet_seed.hpp"

namespace bursar::actors {

/// How many calls may wait behind a hold that no record knows yet.
constexpr std::size_t waiting_calls_max = 1'024;

WalletActor spawn_wallet(caf::actor_system& system, Surroundings& surroundings, WalletSeed seed);

}  // namespace bursar::actors
