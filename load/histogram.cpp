#include "load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bursar::load {

// Up to twice the cells of a doubling each value has a cell of its own; above that, the highest
// bits say which.
std::size_t Histogram::cell_of(std::int64_t nanoseconds) {
  const auto value = static_cast<std::uint64_t>(nanoseconds);
  const auto width = static_cast<unsigned>(std::bit_width(value));
  if (width <= cell_bits + 1) return value;
  const unsigned shift = width - cell_bits - 1;
  return shift * cells_a_doubling + (value >> shift);
}

std::int64_t Histogram::most_in(std::size_t cell) {
  if (cell < 2 * cells_a_doubling) return static_cast<std::int64_t>(cell);
  const std::size_t shift = cell / cells_a_doubling - 1;
  const std::size_t top = cell % cells_a_doubling + cells_a_doubling;
  return static_cast<std::int64_t>(((top + 1) << shift) - 1);
}

void Histogram::record(std::int64_t nanoseconds) {
  const std::int64_t kept = std::clamp<std::int64_t>(nanoseconds, 0, longest_ns);
  ++counts_[cell_of(kept)];
  ++count_;
  sum_ += static_cast<double>(kept);
  most_ = std::max(most_, kept);
  least_ = std::min(least_, kept);
}

void Histogram::add(const Histogram& more) {
  for (std::size_t cell = 0; cell < cells; ++cell) counts_[cell] += more.counts_[cell];
  count_ += more.count_;
  sum_ += more.sum_;
  most_ = std::max(most_, more.most_);
  least_ = std::min(least_, more.least_);
}

double Histogram::mean() const {
  return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

std::int64_t Histogram::quantile(double part) const {
  const double wanted = std::ceil(std::clamp(part, 0.0, 1.0) * static_cast<double>(count_));
  const auto least_count = static_cast<std::uint64_t>(std::max(wanted, 1.0));
  std::uint64_t seen = 0;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    seen += counts_[cell];
    if (seen >= least_count) return std::min(most_in(cell), most_);
  }
  return most_;
}

std::vector<Histogram::Step> Histogram::steps() const {
  std::vector<Step> found;
  std::uint64_t seen = 0;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    if (counts_[cell] == 0) continue;
    seen += counts_[cell];
    found.push_back({.nanoseconds = std::min(most_in(cell), most_), .count = seen});
  }
  return found;
}

}  // namespace bursar::load
