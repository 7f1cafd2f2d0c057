#pragma once

// Policies.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> policy_routes();

}  // namespace bursar::net
