#pragma once

// Where a history is: read while it runs, by whoever has to say so when the process was aborted.

#include <cstdint>
#include <string_view>

namespace bursar::simulation {

struct Place {
  std::uint64_t seed = 0;
  std::uint64_t step = 0;  // from 1; 0: its beginning
  std::string_view move;
};

}  // namespace bursar::simulation
