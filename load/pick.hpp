#pragma once

// Which of so many is next: each as likely as any other, or by Zipf's law, by which the k-th comes
// 1 / k^0.99 as often as the first. The same seed picks the same ones, on every machine.

#include <cstdint>
#include <string_view>

namespace bursar::load {

/// SplitMix64, Steele, Lea and Flood 2014: 64 bits of state, and any seed is a good one.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{seed} {}

  std::uint64_t next();
  /// From 0, below 1.
  double unit();
  /// From 0, below `count`, which is not 0.
  std::uint64_t below(std::uint64_t count);

 private:
  std::uint64_t state_;
};

enum class Picking : std::uint8_t { uniform, zipf };
std::string_view word(Picking picking);

class Pick {
 public:
  /// `count` is not 0.
  Pick(Picking picking, std::uint64_t count, std::uint64_t seed);

  std::uint64_t next();
  Random& random() { return random_; }

 private:
  std::uint64_t next_zipf();

  Random random_;
  Picking picking_;
  std::uint64_t count_;
  double least_area_ = 0;  // see next_zipf
  double whole_area_ = 0;
  double shortcut_ = 0;
};

}  // namespace bursar::load
