#pragma once

// Organisations: the caller's own, and for the operator all of them, and making one.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> organization_routes();

}  // namespace bursar::net
