#pragma once

// How many requests a key may make in a minute: a bucket that holds a minute's worth and fills
// evenly. All of it is one word per key: the moment up to which its requests have used what flows
// in (the generic cell rate algorithm). So any thread counts without a lock, and nothing grows.

#include "ledger/time.hpp"
#include "net/rate_turn.hpp"

#include <atomic>
#include <cstdint>

namespace bursar::net {

class Pace {
 public:
  /// 0: as many as it likes.
  explicit Pace(std::int64_t per_minute) : per_minute_{per_minute} {}

  bool limited() const { return per_minute_ > 0; }
  /// Where there is a limit. Counts this one when it is allowed; a word of zero is a full bucket.
  RateTurn take(std::atomic<std::int64_t>& paced_to, ledger::Time now) const;

 private:
  std::int64_t per_minute_;
};

}  // namespace bursar::net
