#include "persistence/lmdb_journal.hpp"

#include "ledger/check.hpp"
#include "persistence/codec.hpp"
#include "persistence/errors.hpp"
#include "persistence/segment_list.hpp"
#include "telemetry/log.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <string_view>

namespace bursar::persistence {

namespace {

using ledger::Record;
using ledger::Sequence;

/// Records that are read under one snapshot, before `each` hears of them without one.
constexpr std::uint64_t chunk_records = 32;

}  // namespace

LmdbJournal::LmdbJournal(std::unique_ptr<DirectoryLock> lock,
                         const std::vector<SegmentLook>& segments, const JournalOptions& options)
    : lock_{std::move(lock)},
      options_{options},
      unclean_{segments.back().meta.clean == 0},
      shelf_{options.directory},
      first_{segments.front().meta.first},
      head_{last_batch(segments)},
      last_{head_.last()} {
  for (const SegmentLook& segment : std::span{segments}.first(segments.size() - 1))
    shelf_.put_closed(segment.meta.segment, segment.meta.first);
  open_newest(segments.back().meta);
  newest_->fill();
  if (newest_->in_doubt())
    throw Unusable{segment_path(options.directory, meta_.segment).string() + " cannot be synced"};
}

void LmdbJournal::open_newest(const SegmentMeta& meta) {
  const std::filesystem::path path = segment_path(options_.directory, meta.segment);
  auto opened = std::make_unique<SegmentWriter>(path, options_);
  if (meta.clean != 0 && opened->mark_clean(false) != Durability::durable)
    throw Unusable{path.string() + " cannot be written"};
  shelf_.put_newest(meta.segment, meta.first, opened->opened());
  newest_ = std::move(opened);
  meta_ = meta;
}

Durability LmdbJournal::append(std::span<const Record* const> batch, ledger::Time at) {
  CHECK(!closed_);
  CHECK(!batch.empty());
  if (in_doubt()) return Durability::unknown;
  CHECK(at.milliseconds >= head_.time);
  if (full() && !roll()) return Durability::unknown;
  encode_batch(batch);
  const BatchRow row = row_of(batch, at);
  const Durability written = newest_->append(row, encoded_, ends_);
  if (written != Durability::durable) return written;
  head_ = row;
  last_ = row.last();
  return written;
}

bool LmdbJournal::full() const {
  return last_ + 1 - meta_.first >= options_.segment_records;
}

// The next segment is made before this one is closed. A crash in between leaves both, and the next
// start closes this one; a closed segment without a next one therefore tells that one was lost.
bool LmdbJournal::roll() {
  using namespace std::chrono;
  const SegmentMeta next{
      .segment = meta_.segment + 1,
      .first = last_ + 1,
      .previous = head_.hash,
      .created = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count(),
      .clean = 0};
  rolling_ = true;
  try {
    make_segment(segment_path(options_.directory, next.segment), next, options_.map_size_bytes);
    if (newest_->close(last_) != Durability::durable) return false;
    open_newest(next);
    newest_->begin_filling();
    rolling_ = false;
  } catch (const std::exception& error) {
    // The caller learns what it must know, that nothing more can be promised; people learn why.
    telemetry::log(telemetry::Level::error, "journal_roll_failed",
                   {{"segment", next.segment}, {"why", std::string_view{error.what()}}});
  }
  return !in_doubt();
}

Sequence LmdbJournal::last_sequence() const {
  return {last_.load()};
}

void LmdbJournal::encode_batch(std::span<const Record* const> batch) {
  encoded_.clear();
  ends_.clear();
  std::uint64_t sequence = last_;
  for (const Record* const record : batch) {
    CHECK(record->sequence.value == ++sequence);
    encode(*record, encoded_);
    ends_.push_back(encoded_.size());
  }
}

BatchRow LmdbJournal::row_of(std::span<const Record* const> batch, ledger::Time at) const {
  BatchHash hash{head_.hash, meta_.format};
  hash.add(encoded_);
  return {.hash = hash.finish(at.milliseconds),
          .time = at.milliseconds,
          .first = last_ + 1,
          .count = batch.size()};
}

Sequence LmdbJournal::first_sequence() const {
  return {first_};
}

std::optional<Record> LmdbJournal::record(Sequence sequence) const {
  if (sequence.value > last_ || sequence.value < first_) return std::nullopt;
  return shelf_.lend(sequence.value).segment->record(sequence.value);
}

void LmdbJournal::scan(Sequence from, const std::function<bool(const Record&)>& each) const {
  std::uint64_t next = std::max(from.value, first_);
  while (next <= last_)
    for (const Record& record : chunk(next)) {
      if (!each(record)) return;
      ++next;
    }
}

std::vector<Record> LmdbJournal::chunk(std::uint64_t from) const {
  const std::uint64_t durable = last_;
  const SegmentShelf::Lent lent = shelf_.lend(from);
  return lent.segment->records(from, std::min({durable, lent.last, from + chunk_records - 1}));
}

void LmdbJournal::verify_from(Sequence from, const std::function<void(const Record&)>& each) const {
  std::uint64_t next = std::max(from.value, first_);
  BatchRow head;
  if (next <= last_) {
    next = shelf_.lend(next).segment->batch_of(next).first;
    head = batch_before(next);
  }
  while (next <= last_) {
    const SegmentShelf::Lent lent = shelf_.lend(next);
    for (const Record& record : lent.segment->verified_batch(next, head))
      if (record.sequence >= from) each(record);
    next = head.last() + 1;
    if (next > lent.last) lent.segment->require_end(lent.last);
  }
  shelf_.lend(last_ + 1).segment->require_end(last_);
}

BatchRow LmdbJournal::batch_before(std::uint64_t first) const {
  if (first > first_) return shelf_.lend(first - 1).segment->batch_of(first - 1);
  return shelf_.lend(first).segment->before_first();
}

void LmdbJournal::each_segment(const std::function<void(const SegmentSeen&)>& look) const {
  const auto places = shelf_.places();
  for (const SegmentShelf::Place& place : places) {
    const SegmentShelf::Lent lent = shelf_.lend(place.first);
    look({.directory = segment_path(options_.directory, place.number),
          .env = lent.segment->env(),
          .closed = place.number != places.back().number});
  }
}

Checkpoint LmdbJournal::before() const {
  const auto kept = [this](Sequence sequence) {
    if (auto found = record(sequence)) return *std::move(found);
    throw Corrupt{"record " + std::to_string(sequence.value) + " of the journal is missing"};
  };
  return checkpoint_before(options_.directory, kept, batch_before(first_).hash);
}

void LmdbJournal::close() {
  CHECK(!closed_);
  closed_ = true;
  if (in_doubt()) return;
  // Where the mark does not reach the disk, the next open verifies the tail: no harm done.
  static_cast<void>(newest_->mark_clean(true));
}

}  // namespace bursar::persistence
