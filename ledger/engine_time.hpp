#pragma once

// What time the engine goes by: the wall clock at its start plus what a monotonic clock has counted
// since, leaning towards the wall clock so slowly that no window or deadline notices. A wall clock
// that jumps is an alarm and is not followed until an operator accepts it. The time told never goes
// back, whatever the clocks do. Reads no clock: it is told what they say.

#include "ledger/time.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace bursar::ledger {

/// Two clocks read at one moment.
struct ClockReading {
  std::chrono::nanoseconds steady = {};  // monotonic, from anywhere
  std::chrono::nanoseconds wall = {};    // since 1970
};

/// An engine's time may be so much faster or slower than the monotonic clock.
constexpr std::int64_t correction_ppm_max = 500;
/// A wall clock that is further away than this has jumped.
constexpr std::chrono::seconds divergence_max{2};

class EngineTime {
 public:
  explicit EngineTime(const ClockReading& start);

  /// Holds still until `floor`, where that is later: what stands in a journal has happened.
  void not_before(Time floor);

  /// Never earlier than what was told before.
  Time at(std::chrono::nanoseconds steady);

  /// What the wall clock says now; to be told it about once a second.
  void compare(const ClockReading& now);
  /// By how much the wall clock was ahead of the time told, when last compared.
  std::chrono::nanoseconds divergence() const { return divergence_; }
  /// Whether it has jumped, by then.
  bool diverged() const { return diverged_; }

  /// The wall clock is right. Forwards it is followed at once; backwards the time told holds still
  /// until the wall clock has caught up.
  void accept(const ClockReading& now);

 private:
  void lean(std::chrono::nanoseconds steady);

  // Time is the monotonic clock plus the offset.
  std::chrono::nanoseconds offset_;
  std::chrono::nanoseconds wanted_;  // the wall clock's offset, where it is followed
  std::chrono::nanoseconds leant_at_;
  std::chrono::nanoseconds told_;
  std::chrono::nanoseconds divergence_ = {};
  bool diverged_ = false;
};

/// Whether an engine may start by this wall clock, with a journal whose last record is of `last`,
/// made when the wall clock said `clock`: earlier, while time held still. A clock that is behind
/// would stop all windows, one that is far ahead would end them.
constexpr bool may_start(Time wall, Time last, Time clock) {
  constexpr std::int64_t behind_ms_max = 5'000;
  constexpr std::int64_t ahead_ms_max = 7 * day_ms;
  return wall.milliseconds >= clock.milliseconds - behind_ms_max &&
         wall.milliseconds <= std::max(last, clock).milliseconds + ahead_ms_max;
}

}  // namespace bursar::ledger
