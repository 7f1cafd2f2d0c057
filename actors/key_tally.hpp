#pragma once

// What is counted of a key that may speak, a word each, from any thread. The words stay where they
// are as long as the engine lives; a key that is gone leaves its own behind.

#include "ledger/ids.hpp"
#include "ledger/time.hpp"

#include <atomic>
#include <cstdint>
#include <optional>

namespace bursar::actors {

struct KeyTally {
  /// It has spoken. Written once a second at most, so that a busy key's word is mostly read.
  void speak(ledger::Time now) {
    constexpr std::int64_t second_ms = 1'000;
    if (now.milliseconds - used.load(std::memory_order_relaxed) >= second_ms)
      used.store(now.milliseconds, std::memory_order_release);
  }
  /// When it last spoke, to the second; none: not since this was last asked.
  std::optional<ledger::Time> take_use() {
    if (used.load(std::memory_order_relaxed) == 0) return std::nullopt;
    return ledger::Time{used.exchange(0, std::memory_order_acquire)};
  }

  ledger::KeyId key = {};  // none: of no journal. Set before anybody can speak by it
  std::atomic<std::int64_t> used = 0;
  std::atomic<std::int64_t> paced_to = 0;  // the edge's: how far its requests have come (pace.hpp)
};

}  // namespace bursar::actors
