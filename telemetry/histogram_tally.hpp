#pragma once

// Observations of one thread between two visits to the registry: plain additions, no lock. A value
// counts in the first bucket whose bound it does not exceed; the last bucket has no bound.

#include <cstdint>
#include <span>
#include <vector>

namespace bursar::telemetry {

class HistogramTally {
 public:
  /// `bounds` rise strictly and must outlive the tally (they are tables in the program).
  explicit HistogramTally(std::span<const double> bounds);

  void observe(double value);

  /// One per bound and one for what lies above them all.
  const std::vector<double>& counts() const { return counts_; }
  double sum() const { return sum_; }
  bool empty() const { return observations_ == 0; }
  void reset();

 private:
  std::span<const double> bounds_;
  std::vector<double> counts_;
  double sum_ = 0;
  std::uint64_t observations_ = 0;
};

}  // namespace bursar::telemetry
