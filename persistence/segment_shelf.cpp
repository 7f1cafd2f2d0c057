#include "persistence/segment_shelf.hpp"

#include "ledger/check.hpp"
#include "persistence/errors.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace bursar::persistence {

namespace {

std::shared_ptr<const OpenSegment> opened(const std::filesystem::path& path) {
  try {
    return std::make_shared<OpenSegment>(path);
  } catch (const Unusable& gone) {
    throw Corrupt{std::string{"a part of the journal cannot be read any more: "} + gone.what()};
  }
}

}  // namespace

void SegmentShelf::put_closed(std::uint64_t number, std::uint64_t first) {
  const std::lock_guard lock{mutex_};
  CHECK(!newest_);
  CHECK(places_.empty() || places_.back().first < first);
  places_.push_back({.number = number, .first = first});
}

void SegmentShelf::put_newest(std::uint64_t number, std::uint64_t first,
                              std::shared_ptr<const OpenSegment> segment) {
  const std::lock_guard lock{mutex_};
  CHECK(places_.empty() || places_.back().first < first);
  places_.push_back({.number = number, .first = first});
  newest_ = std::move(segment);
}

std::vector<SegmentShelf::Place> SegmentShelf::places() const {
  const std::lock_guard lock{mutex_};
  return places_;
}

SegmentShelf::Lent SegmentShelf::lend(std::uint64_t sequence) const {
  const std::lock_guard lock{mutex_};
  const auto after = std::ranges::upper_bound(places_, sequence, {}, &Place::first);
  CHECK(after != places_.begin());
  const Place& place = *std::prev(after);
  if (after == places_.end())
    return {.segment = newest_,
            .first = place.first,
            .last = std::numeric_limits<std::uint64_t>::max()};
  return {.segment = closed(place.number), .first = place.first, .last = after->first - 1};
}

// With the lock held: two readers that come at once open it once.
std::shared_ptr<const OpenSegment> SegmentShelf::closed(std::uint64_t number) const {
  const auto found = std::ranges::find(kept_, number, &Kept::number);
  if (found != kept_.end()) {
    std::rotate(kept_.begin(), found, std::next(found));
    return kept_.front().segment;
  }
  auto segment = opened(segment_path(journal_, number));
  if (kept_.size() == closed_open_max) kept_.pop_back();
  kept_.insert(kept_.begin(), {.number = number, .segment = segment});
  return segment;
}

}  // namespace bursar::persistence
