#pragma once

// Positions in a list, from 1 on, 64 to a word: few of them take little, and all of a long list
// little more than a bit each. New ones mostly come at the end. No CAF.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace bursar::actors {

constexpr std::uint64_t group_positions = 64;
/// Positions 1 to 64 are group 0.
constexpr std::uint64_t group_of(std::uint64_t position) {
  return (position - 1) / group_positions;
}
constexpr std::uint64_t bit_of(std::uint64_t position) {
  return std::uint64_t{1} << ((position - 1) % group_positions);
}

class PositionSet {
 public:
  struct Word {
    std::uint64_t group = 0;
    std::uint64_t bits = 0;  // never zero
  };

  void insert(std::uint64_t position) {
    const auto at = place_of(group_of(position));
    if (at != words_.end() && at->group == group_of(position))
      at->bits |= bit_of(position);
    else
      words_.insert(at, {group_of(position), bit_of(position)});
  }
  void erase(std::uint64_t position) {
    const auto at = place_of(group_of(position));
    if (at == words_.end() || at->group != group_of(position)) return;
    at->bits &= ~bit_of(position);
    if (at->bits == 0) words_.erase(at);
  }
  bool empty() const { return words_.empty(); }
  /// By ascending groups.
  std::span<const Word> words() const { return words_; }

 private:
  std::vector<Word>::iterator place_of(std::uint64_t group) {
    if (words_.empty() || words_.back().group < group) return words_.end();
    return std::ranges::lower_bound(words_, group, {}, &Word::group);
  }

  std::vector<Word> words_;
};

/// Goes through a set from its end, by groups. The set must not change meanwhile.
class DescendingWalk {
 public:
  explicit DescendingWalk(const PositionSet& set) : left_{set.words()} {}

  /// The largest group with a position, up to this one; none: there is no such. Of groups that are
  /// asked for none may be larger than one before.
  std::optional<std::uint64_t> down_to(std::uint64_t group) {
    // Most often it is the next one.
    if (!left_.empty() && left_.back().group > group) left_ = left_.first(left_.size() - 1);
    if (!left_.empty() && left_.back().group > group) {
      const auto past = std::ranges::upper_bound(left_, group, {}, &PositionSet::Word::group);
      left_ = left_.first(static_cast<std::size_t>(past - left_.begin()));
    }
    if (left_.empty()) return std::nullopt;
    return left_.back().group;
  }
  /// Of the group that was told last.
  std::uint64_t bits() const { return left_.back().bits; }

 private:
  std::span<const PositionSet::Word> left_;
};

}  // namespace bursar::actors
