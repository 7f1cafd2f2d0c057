#pragma once

// The contract in OpenAPI 3.1, read off the rows.

#include "net/route.hpp"

#include <span>
#include <string>

namespace bursar::net {

std::string openapi(std::span<const Route> routes);

}  // namespace bursar::net
