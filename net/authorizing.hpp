#pragma once

// How a token is asked for: by a service, or by what an x402 server requires.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> authorizing_routes();

}  // namespace bursar::net
