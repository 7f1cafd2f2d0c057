#pragma once

// The real twins of the actors' ports: the machine's clock and its random source.

#include "actors/ports.hpp"
#include "crypto/system_random.hpp"
#include "ledger/engine_time.hpp"

#include <chrono>
#include <cstdint>
#include <ctime>
#include <mutex>
#include <span>

namespace bursar {

/// Reads the clocks for the rule in ledger/engine_time.hpp. Asking for the time is one read of the
/// monotonic clock, without a system call. Time in which the machine slept has passed too.
class SystemClock final : public actors::Clock {
 public:
  ledger::Time now() const override {
    const std::lock_guard lock{mutex_};
    return time_.at(steady());
  }
  actors::ClockView compare() override {
    const std::lock_guard lock{mutex_};
    const ledger::ClockReading read = reading();
    time_.compare(read);
    return {.now = time_.at(read.steady),
            .wall = {std::chrono::floor<std::chrono::milliseconds>(read.wall).count()},
            .diverged = time_.diverged()};
  }
  void accept() override {
    const std::lock_guard lock{mutex_};
    time_.accept(reading());
  }
  /// What stands in the journal has happened.
  void not_before(ledger::Time floor) {
    const std::lock_guard lock{mutex_};
    time_.not_before(floor);
  }

 private:
  static std::chrono::nanoseconds steady() {
    std::timespec now = {};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
  }
  static ledger::ClockReading reading() {
    return {.steady = steady(), .wall = std::chrono::system_clock::now().time_since_epoch()};
  }

  mutable std::mutex mutex_;
  mutable ledger::EngineTime time_{reading()};
};

class SystemRandom final : public actors::Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override { crypto::fill_random(bytes); }
};

}  // namespace bursar
