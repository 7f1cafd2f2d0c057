#pragma once

// The engine's time, for the operator.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> clock_routes();

}  // namespace bursar::net
