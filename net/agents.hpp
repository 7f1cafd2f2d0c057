#pragma once

// Agents.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> agent_routes();

}  // namespace bursar::net
