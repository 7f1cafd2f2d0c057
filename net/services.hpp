#pragma once

// Services: what is sold by the call.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> service_routes();

}  // namespace bursar::net
