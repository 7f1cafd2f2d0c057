#include "telemetry/histogram_tally.hpp"

#include <algorithm>

namespace bursar::telemetry {

HistogramTally::HistogramTally(std::span<const double> bounds)
    : bounds_{bounds}, counts_(bounds.size() + 1) {}

void HistogramTally::observe(double value) {
  const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
  counts_[static_cast<std::size_t>(bucket)] += 1;
  sum_ += value;
  ++observations_;
}

void HistogramTally::reset() {
  std::ranges::fill(counts_, 0);
  sum_ = 0;
  observations_ = 0;
}

}  // namespace bursar::telemetry
