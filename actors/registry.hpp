#pragma once

#include "actors/ports.hpp"
#include "actors/protocol.hpp"
#include "actors/registry_books.hpp"
#include "actors/surroundings.hpp"
#include "actors/tables.hpp"

#include <chrono>

namespace bursar::actors {

/// What the registry works with; outlives it.
struct RegistryDesk {
  Surroundings& around;
  Tables& tables;
  Random& random;
  const Clock& clock;
  PolicyReplayer replayer;
  std::chrono::milliseconds key_uses_period{0};  // 0: never
};

Registry spawn_registry(caf::actor_system& system, const RegistryDesk& desk, RegistryBooks books);

}  // namespace bursar::actors
