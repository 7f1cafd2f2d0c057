#pragma once

// What the actors may not take from the machine by themselves: time and chance. Each has a real
// twin and a simulated one, so that a seed replays a history.

#include "ledger/time.hpp"

#include <cstdint>
#include <span>

namespace bursar::actors {

class Clock {
 public:
  virtual ~Clock() = default;
  /// Never goes back. From any thread.
  virtual ledger::Time now() const = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  /// Unguessable bytes. From any thread.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace bursar::actors
