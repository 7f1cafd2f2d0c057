#pragma once

#include "actors/surroundings.hpp"

#include <chrono>

namespace bursar::actors {

/// How long a payee's actor may take. Past it the transfer is given up before anything was put into
/// the journal's line, so the refusal is a known one.
constexpr std::chrono::seconds accept_timeout{5};

TransferCoordinator spawn_transfer_coordinator(caf::actor_system& system,
                                               const Surroundings& surroundings);

}  // namespace bursar::actors
