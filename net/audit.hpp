#pragma once

// The organisation and its books.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> audit_routes();

}  // namespace bursar::net
