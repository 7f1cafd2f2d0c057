#pragma once

// What the actors may not take from the machine by themselves: time and chance. Each has a real
// twin and a simulated one, so that a seed replays a history.

#include "ledger/time.hpp"

#include <cstdint>
#include <span>

namespace bursar::actors {

/// The engine's time and the machine's wall clock at one moment.
struct ClockView {
  ledger::Time now = {};
  ledger::Time wall = {};
  bool diverged = false;  // too far apart for the one to lean towards the other
};

class Clock {
 public:
  virtual ~Clock() = default;
  /// Never goes back. From any thread.
  virtual ledger::Time now() const = 0;
  /// Looks at the wall clock; to be done about once a second. From any thread.
  virtual ClockView compare() = 0;
  /// The wall clock is right, whatever it says. From any thread.
  virtual void accept() = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  /// Unguessable bytes. From any thread.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace bursar::actors
