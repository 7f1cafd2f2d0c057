#include "net/pace.hpp"

#include <algorithm>

namespace bursar::net {

namespace {

constexpr std::int64_t millisecond_ns = 1'000'000;
constexpr std::int64_t second_ns = 1'000 * millisecond_ns;
constexpr std::int64_t minute_ns = 60 * second_ns;

int whole_seconds(std::int64_t ns) {
  return static_cast<int>(std::clamp<std::int64_t>((ns + second_ns - 1) / second_ns, 1, 60));
}

}  // namespace

RateTurn Pace::take(std::atomic<std::int64_t>& paced_to, ledger::Time now) const {
  const std::int64_t now_ns = now.milliseconds * millisecond_ns;
  const std::int64_t each_ns = minute_ns / per_minute_;
  RateTurn turn{.allowed = true, .per_minute = per_minute_};
  std::int64_t before = paced_to.load(std::memory_order_relaxed);
  std::int64_t used_ns = 0;  // of the minute's worth, with this one
  do {
    used_ns = std::max<std::int64_t>(before - now_ns, 0) + each_ns;
    if (used_ns > minute_ns) {
      turn.allowed = false;
      turn.seconds_left = whole_seconds(used_ns - minute_ns);
      return turn;
    }
  } while (!paced_to.compare_exchange_weak(before, now_ns + used_ns, std::memory_order_relaxed));
  turn.remaining = (minute_ns - used_ns) / each_ns;
  turn.seconds_left = whole_seconds(used_ns + (turn.remaining + 1) * each_ns - minute_ns);
  return turn;
}

}  // namespace bursar::net
