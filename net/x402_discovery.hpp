#pragma once

// What x402 clients are told of services before they pay: what a URL requires, and which there are.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> discovery_routes();

}  // namespace bursar::net
