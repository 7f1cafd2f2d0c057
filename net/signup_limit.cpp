#include "net/signup_limit.hpp"

namespace bursar::net {

namespace {

constexpr std::int64_t minute_ms = 60'000;

}  // namespace

RateTurn SignupLimit::take(std::string_view address, ledger::Time now) {
  if (per_minute_ == 0) return {.allowed = true};
  const std::int64_t left_ms = minute_ms - now.milliseconds % minute_ms;
  RateTurn turn{.per_minute = per_minute_,
                .seconds_left = static_cast<int>((left_ms + 999) / 1'000)};
  turn.allowed = count(address, now.milliseconds / minute_ms, turn.remaining);
  return turn;
}

bool SignupLimit::count(std::string_view address, std::int64_t minute, std::int64_t& remaining) {
  const std::lock_guard lock{mutex_};
  if (counts_.size() >= addresses_ && !counts_.contains(std::string{address})) {
    std::erase_if(counts_, [&](const auto& row) { return row.second.minute != minute; });
    if (counts_.size() >= addresses_) return false;
  }
  Count& count = counts_[std::string{address}];
  if (count.minute != minute) count = {.minute = minute};
  if (count.made >= per_minute_) return false;
  ++count.made;
  remaining = per_minute_ - count.made;
  return true;
}

}  // namespace bursar::net
