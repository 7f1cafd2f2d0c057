#include "persistence/closed_journal.hpp"

#include "persistence/open_segment.hpp"
#include "persistence/segment_list.hpp"

#include <string>
#include <system_error>
#include <utility>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

fs::path there(const fs::path& directory) {
  std::error_code error;
  if (fs::is_directory(directory, error) && !segment_numbers(directory).empty()) return directory;
  throw Unusable{directory.string() + " holds no journal" +
                 (error ? ": " + error.message() : std::string{})};
}

BatchMark mark_of(const BatchRow& batch) {
  return {.last = {batch.last()}, .hash = batch.hash, .time = {batch.time}};
}

}  // namespace

ClosedJournal::ClosedJournal(const fs::path& directory, const Progressed& progress)
    : directory_{there(directory)},
      lock_{directory_, DirectoryLock::Whose::readers},
      looks_{look_at_segments(directory,
                              [&](const fs::path& segment) {
                                drop_page_cache(segment);
                                check_pages(segment / "data.mdb", progress);
                              })},
      last_{mark_of(last_batch(looks_))} {
  for (const SegmentLook& look : looks_)
    segments_.push_back(segment_path(directory, look.meta.segment));
}

Checkpoint ClosedJournal::before() const {
  return checkpoint_before(
      directory_, [this](ledger::Sequence sequence) { return record(sequence); },
      looks_.front().meta.previous);
}

std::size_t ClosedJournal::segment_of(ledger::Sequence sequence) const {
  std::size_t i = looks_.size() - 1;
  while (i > 0 && looks_[i].meta.first > sequence.value) --i;
  return i;
}

ledger::Record ClosedJournal::record(ledger::Sequence sequence) const {
  return OpenSegment{segments_[segment_of(sequence)]}.record(sequence.value);
}

void ClosedJournal::look(const std::vector<ledger::Sequence>& places,
                         const std::function<void(const ledger::Record&)>& each) const {
  for (auto place = places.begin(); place != places.end();) {
    const std::size_t at = segment_of(*place);
    const OpenSegment segment{segments_[at]};
    for (; place != places.end() && segment_of(*place) == at; ++place)
      each(segment.record(place->value));
  }
}

void ClosedJournal::read(const std::function<bool(const ReadBatch&)>& each,
                         std::size_t from) const {
  BatchRow head = before_first_batch(looks_.at(from).meta);
  for (std::size_t i = from; i < looks_.size(); ++i) {
    const OpenSegment segment{segments_[i]};
    while (head.last() < looks_[i].head.last()) {
      auto records = segment.verified_batch(head.last() + 1, head);
      if (!each({.mark = mark_of(head), .records = std::move(records)})) return;
    }
    segment.require_end(head.last());
  }
}

}  // namespace bursar::persistence
