#pragma once

// Keys. What gives an agent's key way serves the dialects' rows too.

#include "ledger/identity.hpp"
#include "net/visit.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace bursar::net {

struct RotationBody {
  std::int64_t grace_seconds = 0;

  static const Schema schema;
};

void rotate_agents_key(Visit& visit, RotationBody& body);

std::span<const Route> key_routes();

std::string_view word(ledger::KeyClass key_class);

}  // namespace bursar::net
