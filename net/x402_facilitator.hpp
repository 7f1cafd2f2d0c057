#pragma once

// Bursar as an x402 v2 facilitator for its own ledger: it says yes or no with 200, and why not in
// the words of that specification. Its verify looks and may look again; its settle happens once.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> facilitator_routes();

}  // namespace bursar::net
