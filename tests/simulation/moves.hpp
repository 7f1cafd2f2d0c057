#pragma once

// What may happen next, a row each: its name, how often it is drawn, and what it does. A new
// feature adds its messages here.

#include <cstdint>
#include <span>
#include <string_view>

namespace bursar::simulation {

class Simulation;

struct Move {
  std::string_view name;
  std::uint64_t weight = 0;
  void (*make)(Simulation& simulation);
};

std::span<const Move> moves();
/// One of them, by chance.
const Move& drawn(std::uint64_t chance);

}  // namespace bursar::simulation
