#include "net/signup_limit.hpp"

namespace bursar::net {

namespace {

constexpr std::int64_t minute_ms = 60'000;

}  // namespace

bool SignupLimit::allow(std::string_view address, ledger::Time now) {
  const std::int64_t minute = now.milliseconds / minute_ms;
  const std::lock_guard lock{mutex_};
  if (counts_.size() >= addresses_ && !counts_.contains(std::string{address})) {
    std::erase_if(counts_, [&](const auto& row) { return row.second.minute != minute; });
    if (counts_.size() >= addresses_) return false;
  }
  Count& count = counts_[std::string{address}];
  if (count.minute != minute) count = {.minute = minute};
  if (count.made >= per_minute_) return false;
  ++count.made;
  return true;
}

}  // namespace bursar::net
