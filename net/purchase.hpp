#pragma once

// A payment to a vendor outside, by the wallet that the path names.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> purchase_routes();

}  // namespace bursar::net
