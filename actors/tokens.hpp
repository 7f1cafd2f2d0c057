#pragma once

#include "actors/known_tokens.hpp"
#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"

#include <caf/actor_system.hpp>

namespace bursar::actors {

/// What outlives it.
struct TokensDesk {
  const Surroundings& around;
  const Clock& clock;
};

Tokens spawn_tokens(caf::actor_system& system, const TokensDesk& desk, KnownTokens known);

}  // namespace bursar::actors
