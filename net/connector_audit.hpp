#pragma once

// The connector's books held against ours, for the operator.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> connector_audit_routes();

}  // namespace bursar::net
