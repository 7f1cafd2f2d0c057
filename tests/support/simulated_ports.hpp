#pragma once

// Time that moves when a test says so, and chance that a seed decides.

#include "actors/ports.hpp"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <random>
#include <span>

namespace bursar::tests {

class SimulatedClock final : public actors::Clock {
 public:
  ledger::Time now() const override { return {milliseconds_.load()}; }
  void advance(std::int64_t milliseconds) { milliseconds_ += milliseconds; }

  /// Its wall clock is followed by nobody until it is accepted, and backwards not even then.
  void set_wall_ahead(std::int64_t milliseconds) { wall_ahead_ = milliseconds; }
  actors::ClockView compare() override {
    return {.now = now(), .wall = {milliseconds_ + wall_ahead_}, .diverged = wall_ahead_ != 0};
  }
  void accept() override {
    const std::int64_t ahead = wall_ahead_.exchange(0);
    if (ahead > 0) advance(ahead);
  }

 private:
  std::atomic<std::int64_t> wall_ahead_ = 0;
  std::atomic<std::int64_t> milliseconds_ = 1'764'000'000'000;  // 2025-11-24T16:00:00Z
};

class SeededRandom final : public actors::Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : random_{seed} {}

  void fill(std::span<std::uint8_t> bytes) override {
    const std::lock_guard lock{mutex_};
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 random_;
};

}  // namespace bursar::tests
