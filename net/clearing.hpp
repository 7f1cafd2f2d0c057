#pragma once

// Money that the operator lets in from outside, or out: deposits, withdrawals, and the fees that an
// organisation's books have collected.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> clearing_routes();

}  // namespace bursar::net
