#pragma once

// How often each latency came, in cells that grow with what they hold: 128 to every doubling, so
// that whatever is read off it is within 0.8 % of what was recorded, from a nanosecond to 18
// minutes. What is longer counts as the longest. 35 KB, and recording takes no search.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bursar::load {

class Histogram {
 public:
  static constexpr std::int64_t longest_ns = (std::int64_t{1} << 40) - 1;

  Histogram() : counts_(cells) {}

  /// What lies before zero counts as zero.
  void record(std::int64_t nanoseconds);
  void add(const Histogram& more);

  std::uint64_t count() const { return count_; }
  /// Exact, as are the least and the mean; 0 of nothing.
  std::int64_t most() const { return most_; }
  std::int64_t least() const { return count_ == 0 ? 0 : least_; }
  double mean() const;

  /// The most that so large a part of all took, 0.99 for 99 in a hundred; 0 of nothing.
  std::int64_t quantile(double part) const;

  struct Step {
    std::int64_t nanoseconds = 0;  // the most that its cell holds
    std::uint64_t count = 0;       // of this cell and all before it
  };
  /// The cells in which something is, shortest first.
  std::vector<Step> steps() const;

 private:
  static constexpr unsigned cell_bits = 7;
  static constexpr std::size_t cells_a_doubling = std::size_t{1} << cell_bits;
  static constexpr std::size_t cells = (40 - cell_bits + 1) * cells_a_doubling;

  static std::size_t cell_of(std::int64_t nanoseconds);
  static std::int64_t most_in(std::size_t cell);

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  std::int64_t most_ = 0;
  std::int64_t least_ = longest_ns;
  double sum_ = 0;
};

}  // namespace bursar::load
