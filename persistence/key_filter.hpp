#pragma once

// A blocked Bloom filter over hashes: says of most keys that they are not there, of every key that
// is there that it may be. A question looks at one line of the cache, because a fresh key asks
// every filter there is.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bursar::persistence {

class KeyFilter {
 public:
  static constexpr std::size_t words_in_line = 8;
  struct alignas(64) Line {
    std::array<std::uint64_t, words_in_line> words = {};
  };

  /// For so many keys. 20 bits each: one in 4,000 fresh keys is told that it may be there; with 10
  /// bits it is one in 100, and a dozen filters would send every eighth fresh key to the disk.
  explicit KeyFilter(std::uint64_t keys);
  explicit KeyFilter(std::vector<Line> lines);

  void add(std::uint64_t hash);
  bool may_hold(std::uint64_t hash) const;
  /// Asks for the line that may_hold will look at.
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&lines_[place(hash)]); }

  std::span<const Line> lines() const { return lines_; }

 private:
  __extension__ using Wide = unsigned __int128;

  // The line by the high bits: rows that come sorted fill the filter from front to back.
  std::size_t place(std::uint64_t hash) const {
    return static_cast<std::size_t>(Wide{hash} * lines_.size() >> 64U);
  }

  std::vector<Line> lines_;  // one at least
};

}  // namespace bursar::persistence
