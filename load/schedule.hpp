#pragma once

// When each operation of an open loop is due. The n-th is due at a time that n alone decides, not
// what was answered before it: whoever is late with it is measured as late.

#include <chrono>
#include <cstdint>

namespace bursar::load {

using Nanoseconds = std::chrono::nanoseconds;

class Schedule {
 public:
  struct Terms {
    double rate = 0;     // operations a second at the beginning; 0: nothing is due at any time
    double rate_to = 0;  // at the end, which it grows or shrinks to evenly
    double seconds = 0;
    std::uint64_t operations_max = 0;  // 0: as many as fit into the time
  };

  explicit Schedule(const Terms& terms);

  /// How many there are; they are numbered from 0.
  std::uint64_t operations() const { return operations_; }
  /// After the beginning. The n-th comes once the rate has made n of them.
  Nanoseconds due(std::uint64_t number) const;
  /// How many are due by then.
  std::uint64_t due_by(Nanoseconds elapsed) const;

 private:
  double made_after(double seconds) const;

  Terms terms_;
  double growth_ = 0;  // of the rate, a second
  std::uint64_t operations_ = 0;
};

}  // namespace bursar::load
