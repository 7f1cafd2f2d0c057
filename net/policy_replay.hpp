#pragma once

// A policy shown to payments that were made: what it would have denied. Nothing moves, and nothing
// is recorded.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> policy_replay_routes();

}  // namespace bursar::net
