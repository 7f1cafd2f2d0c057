#pragma once

// Payment tokens: issuing them, and what providers and payers do with them.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> token_routes();

}  // namespace bursar::net
