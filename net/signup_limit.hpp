#pragma once

// How many sign-ups an address may make in a minute. The table of addresses is bounded: when it is
// full of addresses that signed up this very minute, everybody else waits.

#include "ledger/time.hpp"
#include "net/rate_turn.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace bursar::net {

class SignupLimit {
 public:
  static constexpr std::size_t addresses_max = 65'536;

  explicit SignupLimit(std::int64_t per_minute, std::size_t addresses = addresses_max)
      : per_minute_{per_minute}, addresses_{addresses} {}

  /// From any thread. Counts this one when it is allowed; there is more with the next minute.
  RateTurn take(std::string_view address, ledger::Time now);

 private:
  // Whether this one was counted, and how many are left then.
  bool count(std::string_view address, std::int64_t minute, std::int64_t& remaining);

  struct Count {
    std::int64_t minute = 0;
    std::int64_t made = 0;
  };

  std::int64_t per_minute_;
  std::size_t addresses_;
  std::mutex mutex_;
  std::unordered_map<std::string, Count> counts_;
};

}  // namespace bursar::net
