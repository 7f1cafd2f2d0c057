#pragma once

// Keys.

#include "ledger/identity.hpp"
#include "net/route.hpp"

#include <span>
#include <string_view>

namespace bursar::net {

std::span<const Route> key_routes();

std::string_view word(ledger::KeyClass key_class);

}  // namespace bursar::net
