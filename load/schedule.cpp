#include "load/schedule.hpp"

#include <algorithm>
#include <cmath>

namespace bursar::load {

Schedule::Schedule(const Terms& terms)
    : terms_{terms}, growth_{terms.seconds > 0 ? (terms.rate_to - terms.rate) / terms.seconds : 0} {
  // What falls due at the very end falls due no more; a hair's breadth is rounding.
  operations_ = static_cast<std::uint64_t>(std::ceil(made_after(terms.seconds) - 1e-6));
  if (terms.operations_max > 0) operations_ = std::min(operations_, terms.operations_max);
}

double Schedule::made_after(double seconds) const {
  return seconds * (terms_.rate + growth_ * seconds / 2);
}

// Solves n = rate t + growth t² / 2 for t, in the form that loses nothing where growth is small.
Nanoseconds Schedule::due(std::uint64_t number) const {
  const auto n = static_cast<double>(number);
  const double root = std::sqrt(std::max(terms_.rate * terms_.rate + 2 * growth_ * n, 0.0));
  const double seconds = n == 0 ? 0 : 2 * n / (terms_.rate + root);
  return Nanoseconds{static_cast<std::int64_t>(std::floor(seconds * 1e9))};
}

std::uint64_t Schedule::due_by(Nanoseconds elapsed) const {
  if (elapsed < Nanoseconds{0} || operations_ == 0) return 0;
  const double seconds = std::min(static_cast<double>(elapsed.count()) / 1e9, terms_.seconds);
  auto count = static_cast<std::uint64_t>(std::max(made_after(seconds), 0.0));
  // Rounding may be one off either way.
  count = std::min(count, operations_);
  while (count > 0 && due(count - 1) > elapsed) --count;
  while (count < operations_ && due(count) <= elapsed) ++count;
  return count;
}

}  // namespace bursar::load
