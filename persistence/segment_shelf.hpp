#pragma once

// All segments of an open journal by the sequence of their first record: the newest, which is
// appended to, and the closed ones, opened when somebody reads them and only so many at a time.

#include "persistence/open_segment.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace bursar::persistence {

class SegmentShelf {
 public:
  /// Closed segments that are kept open; those that readers still hold come on top.
  static constexpr std::size_t closed_open_max = 16;

  explicit SegmentShelf(std::filesystem::path journal) : journal_{std::move(journal)} {}

  /// A closed segment, by its number and the sequence of its first record. In order, oldest first,
  /// and before the newest.
  void put_closed(std::uint64_t number, std::uint64_t first);

  /// The next segment, which from now on is the newest; the one that was is now closed. Whoever
  /// reads it at this moment may finish.
  void put_newest(std::uint64_t number, std::uint64_t first,
                  std::shared_ptr<const OpenSegment> segment);

  struct Place {
    std::uint64_t number = 0;
    std::uint64_t first = 0;
  };

  /// All of them, oldest first. All but the last are closed. By any thread.
  std::vector<Place> places() const;

  struct Lent {
    std::shared_ptr<const OpenSegment> segment;
    std::uint64_t first = 0;
    std::uint64_t last = 0;  // in the newest: the largest number there is
  };

  /// The segment of a sequence that is not before all of them. By any thread. Throws Corrupt when
  /// it cannot be opened any more.
  Lent lend(std::uint64_t sequence) const;

 private:
  struct Kept {
    std::uint64_t number = 0;
    std::shared_ptr<const OpenSegment> segment;
  };

  std::shared_ptr<const OpenSegment> closed(std::uint64_t number) const;

  std::filesystem::path journal_;
  mutable std::mutex mutex_;
  std::vector<Place> places_;  // ascending
  std::shared_ptr<const OpenSegment> newest_;
  mutable std::vector<Kept> kept_;  // closed and open, the one used last in front
};

}  // namespace bursar::persistence
