#pragma once

#include "actors/ports.hpp"
#include "actors/protocol.hpp"
#include "actors/registry_books.hpp"
#include "actors/surroundings.hpp"
#include "actors/tables.hpp"

namespace bursar::actors {

/// What the registry works with; outlives it.
struct RegistryDesk {
  Surroundings& around;
  Tables& tables;
  Random& random;
};

Registry spawn_registry(caf::actor_system& system, const RegistryDesk& desk, RegistryBooks books);

}  // namespace bursar::actors
