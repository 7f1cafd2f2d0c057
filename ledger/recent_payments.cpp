#include "ledger/recent_payments.hpp"

#include <algorithm>

namespace bursar::ledger {

static_assert(recent_reach_ms <= std::int64_t{UINT32_MAX}, "a gap is told in 32 bits");

void RecentPayments::add(Time paid_at, std::uint16_t kept) {
  kept = std::max(kept, recent_kept_min);
  if (!empty() && paid_at.milliseconds <= newest_.milliseconds - recent_reach_ms) return;
  if (empty() || paid_at >= newest_) {
    add_newest(paid_at);
    kept_ = kept;
    return keep(kept);
  }
  const std::size_t newer = add_older(paid_at);
  keep(std::min<std::size_t>(kept + newer, kept_));
}

void RecentPayments::add_newest(Time paid_at) {
  if (!empty()) {
    const std::int64_t gap = paid_at.milliseconds - newest_.milliseconds;
    if (gap >= recent_reach_ms)
      gaps_.clear();
    else
      gaps_.push_back(static_cast<std::uint32_t>(gap));
  }
  newest_ = paid_at;
  std::int64_t age = 0;
  std::size_t reached = gaps_.size();
  while (reached > 0 && age + gaps_[reached - 1] < recent_reach_ms) age += gaps_[--reached];
  keep(count() - reached);
}

/// How many are newer.
std::size_t RecentPayments::add_older(Time paid_at) {
  std::int64_t before = newest_.milliseconds - paid_at.milliseconds;  // how long before the others
  auto gap = gaps_.end();
  while (gap != gaps_.begin() && before >= std::int64_t{*(gap - 1)}) before -= *--gap;
  const auto newer = static_cast<std::size_t>(gaps_.end() - gap) + 1;
  const auto to_next = static_cast<std::uint32_t>(before);
  if (gap != gaps_.begin()) *(gap - 1) -= to_next;
  gaps_.insert(gap, to_next);
  return newer;
}

void RecentPayments::keep(std::size_t count_max) {
  if (count() > count_max)
    gaps_.erase(gaps_.begin(), gaps_.end() - static_cast<std::ptrdiff_t>(count_max - 1));
}

std::size_t RecentPayments::count_after(Time time) const {
  if (empty() || newest_ <= time) return 0;
  std::int64_t left = newest_.milliseconds - time.milliseconds;
  std::size_t counted = 1;
  for (auto gap = gaps_.rbegin(); gap != gaps_.rend() && (left -= *gap) > 0; ++gap) ++counted;
  return counted;
}

std::vector<Time> RecentPayments::newest_first() const {
  std::vector<Time> times;
  if (empty()) return times;
  times.reserve(count());
  times.push_back(newest_);
  for (auto gap = gaps_.rbegin(); gap != gaps_.rend(); ++gap)
    times.push_back({times.back().milliseconds - *gap});
  return times;
}

}  // namespace bursar::ledger
