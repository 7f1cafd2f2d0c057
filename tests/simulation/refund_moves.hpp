#pragma once

#include "tests/simulation/refund_history.hpp"

#include <cstdint>
#include <string_view>

namespace bursar::simulation {

/// What may happen next to payments that are made: its name, how often it is drawn, what it does.
struct RefundMoves {
  std::string_view name;
  std::uint64_t weight = 0;
  void (RefundHistory::*make)() = nullptr;

  static const RefundMoves& drawn(std::uint64_t chance);
};

}  // namespace bursar::simulation
