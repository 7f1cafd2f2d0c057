#pragma once

#include "tests/simulation/waiting_history.hpp"

#include <cstdint>
#include <string_view>

namespace bursar::simulation {

/// What may happen next to payments that wait: its name, how often it is drawn, what it does.
struct WaitingMoves {
  std::string_view name;
  std::uint64_t weight = 0;
  void (WaitingHistory::*make)() = nullptr;

  static const WaitingMoves& drawn(std::uint64_t chance);
};

}  // namespace bursar::simulation
