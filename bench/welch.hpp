#pragma once

// Whether two classes of inputs take the same time: Welch's t of their means, over all samples and
// over those below several bounds, as dudect does, since what a scheduler adds hides small
// differences (Reparaz, Balasch, Verbauwhede: Dude, is my code constant time?).

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bursar::bench {

struct Timing {
  std::uint32_t ns = 0;
  bool second = false;  // of the two classes
};

class Welch {
 public:
  void add(const Timing& timing) {
    Class& one = classes_[timing.second ? 1 : 0];
    const double x = timing.ns;
    ++one.count;
    const double before = x - one.mean;
    one.mean += before / one.count;
    one.squares += before * (x - one.mean);
  }

  double mean(bool second) const { return classes_[second ? 1 : 0].mean; }
  /// Above zero where the first class takes longer; zero while one has no spread.
  double t() const {
    const double error = spread(classes_[0]) + spread(classes_[1]);
    return error > 0 ? (classes_[0].mean - classes_[1].mean) / std::sqrt(error) : 0;
  }

 private:
  struct Class {
    double count = 0;
    double mean = 0;
    double squares = 0;  // of the distances from the mean
  };
  static double spread(const Class& one) {
    return one.count > 1 ? one.squares / (one.count - 1) / one.count : 0;
  }

  std::array<Class, 2> classes_;
};

struct Verdict {
  Welch all;
  double worst_t = 0;  // of every crop and of all samples
  double kept = 1;     // the part of the samples that gave it
  Welch middle;        // of the faster nine tenths, for the means
};

/// Each crop keeps a part of the samples of both classes together, the slowest left out.
inline Verdict judged(const std::vector<Timing>& timings) {
  std::vector<std::uint32_t> sorted;
  sorted.reserve(timings.size());
  for (const Timing& timing : timings) sorted.push_back(timing.ns);
  std::ranges::sort(sorted);
  Verdict verdict;
  constexpr std::array kept{1.0, 0.999, 0.99, 0.95, 0.9, 0.8, 0.7, 0.5, 0.3};
  for (const double part : kept) {
    const auto rank = static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1));
    Welch welch;
    for (const Timing& timing : timings)
      if (timing.ns <= sorted[rank]) welch.add(timing);
    if (part == 1.0) verdict.all = welch;
    if (part == 0.9) verdict.middle = welch;
    if (std::abs(welch.t()) <= std::abs(verdict.worst_t)) continue;
    verdict.worst_t = welch.t();
    verdict.kept = part;
  }
  return verdict;
}

}  // namespace bursar::bench
