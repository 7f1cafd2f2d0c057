#pragma once

// Keys.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> key_routes();

}  // namespace bursar::net
