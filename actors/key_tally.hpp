#pragma once

// What is counted of a key that may speak, a word each, from any thread. The words stay where they
// are as long as the engine lives; a key that is gone leaves its own behind.

#include <atomic>
#include <cstdint>

namespace bursar::actors {

struct KeyTally {
  std::atomic<std::int64_t> paced_to = 0;  // the edge's: how far its requests have come (pace.hpp)
};

}  // namespace bursar::actors
