#pragma once

// Fundings.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> funding_routes();

}  // namespace bursar::net
