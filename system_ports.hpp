#pragma once

// The real twins of the actors' ports: the machine's clock and its random source.

#include "actors/ports.hpp"
#include "crypto/system_random.hpp"

#include <chrono>
#include <cstdint>
#include <span>

namespace bursar {

/// The wall clock at the start plus monotonic time: it cannot go back.
class SystemClock final : public actors::Clock {
 public:
  ledger::Time now() const override {
    const auto passed = std::chrono::steady_clock::now() - started_;
    return {wall_ms_ + std::chrono::duration_cast<std::chrono::milliseconds>(passed).count()};
  }

 private:
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  const std::int64_t wall_ms_ = std::chrono::duration_cast<std::chrono::milliseconds>(
                                    std::chrono::system_clock::now().time_since_epoch())
                                    .count();
};

class SystemRandom final : public actors::Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override { crypto::fill_random(bytes); }
};

}  // namespace bursar
