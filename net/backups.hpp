#pragma once

// Backups of the running engine, for the operator.

#include "net/route.hpp"

#include <span>

namespace bursar::net {

std::span<const Route> backup_routes();

}  // namespace bursar::net
