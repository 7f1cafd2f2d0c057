#pragma once

// A policy tried out: what it would say of a payment. Nothing moves, and nothing is recorded.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> policy_evaluation_routes();

}  // namespace bursar::net
