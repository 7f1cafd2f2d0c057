#pragma once

// How the server is.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> health_routes();

}  // namespace bursar::net
