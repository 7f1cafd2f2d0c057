#pragma once

// Histories that found something once. A seed means another history as soon as a move is added or
// the engine takes one message more, so what must stay found is planted too (planted_bugs.cmake).

#include <array>
#include <cstdint>
#include <string_view>

namespace bursar::simulation {

struct Found {
  std::uint64_t seed = 0;
  std::uint64_t steps = 0;
  std::string_view sentence;
  std::string_view what;  // was wrong
};

inline constexpr std::array found{
    Found{.seed = 2963,
          .steps = 193,
          .sentence = "Wallets, journal and writer agree",
          .what = "a reconciliation missed a wallet that was opened while it ran"},
};

}  // namespace bursar::simulation
