#pragma once

#include "actors/open_approvals.hpp"
#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"

#include <atomic>
#include <cstddef>

#include <caf/actor_system.hpp>

namespace bursar::actors {

/// So many callers may wait for a decision; whoever comes then is told at once.
constexpr std::size_t approval_waiters_max = 1'000;

/// What outlives it.
struct ApprovalsDesk {
  const Surroundings& around;
  const Clock& clock;
  std::atomic<std::size_t>& waiters;  // callers that wait for a decision, and hold no place
};

Approvals spawn_approvals(caf::actor_system& system, const ApprovalsDesk& desk, OpenApprovals open);

}  // namespace bursar::actors
