#pragma once

// One of several, by chance, the heavier the likelier.

#include <array>
#include <cstddef>
#include <cstdint>

namespace bursar::simulation {

/// Each has a weight.
template <class Row, std::size_t count>
const Row& drawn(const std::array<Row, count>& all, std::uint64_t chance) {
  std::uint64_t sum = 0;
  for (const Row& one : all) sum += one.weight;
  std::uint64_t left = chance % sum;
  for (const Row& one : all) {
    if (left < one.weight) return one;
    left -= one.weight;
  }
  return all.front();
}

}  // namespace bursar::simulation
