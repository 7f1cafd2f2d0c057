// The bytes of a segment. Numbers are little-endian.
//
//   records:  sequence:u64            → record
//   batches:  last sequence:u64       → hash:32  time:i64  first sequence:u64  count:u64
//   meta:     "format"                → u64      1
//             "segment"               → u64      its place among the segments, from 0
//             "first"                 → u64      the sequence of its first record
//             "previous"              → 32       the hash before its first batch
//             "created"               → i64      milliseconds, by the wall clock
//             "clean"                 → u64      1: closed, 0: in use, or left so by a crash
//
//   record:   checksum:u64  message   a multiple of 8 bytes; codec.hpp, journal.capnp
//   hash:     BLAKE2b-256(previous hash:32 ‖ records of the batch in order, checksums included)
//
// One commit writes the records of one batch and its row, so that both are there or neither is.

#include "persistence/lmdb_journal.hpp"

#include "crypto/hash.hpp"
#include "ledger/check.hpp"
#include "persistence/codec.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace bursar::persistence {

namespace {

using ledger::Record;
using ledger::Sequence;

constexpr std::size_t batch_row_bytes = 56;
static_assert(sizeof(BatchRow) == batch_row_bytes, "written as it lies in memory");

/// Records that are read under one snapshot, before `each` hears of them without one.
constexpr std::size_t chunk_records = 32;

crypto::ByteView as_hashed(RowBytes bytes) {
  return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
}

BatchRow batch_row(const NumberedRow& row) {
  BatchRow batch;
  if (row.value.size() != sizeof batch)
    throw Corrupt{"batch " + std::to_string(row.key) + " of the journal has the wrong length"};
  std::memcpy(&batch, row.value.data(), sizeof batch);
  return batch;
}

[[noreturn]] void damaged(std::uint64_t sequence, const std::string& why) {
  throw Corrupt{"record " + std::to_string(sequence) + " of the journal " + why};
}

}  // namespace

LmdbJournal::LmdbJournal(std::unique_ptr<DirectoryLock> lock, const SegmentMeta& meta,
                         const JournalOptions& options)
    : lock_{std::move(lock)},
      meta_{meta},
      unclean_{meta.clean == 0},
      env_{segment_path(options.directory, meta.segment), LmdbEnv::Mode::use,
           options.map_size_bytes},
      tables_{env_},
      fill_ahead_{{.file = env_.file(),
                   .ahead_bytes = options.fill_ahead_bytes,
                   .keep_free_bytes = options.keep_free_bytes}},
      head_{.hash = meta.previous},
      last_{meta.first - 1} {
  {
    const LmdbRead read{env_};
    if (const auto newest = read.last(tables_.batches)) {
      head_ = batch_row(*newest);
      last_ = newest->key;
    }
  }
  if (mark_clean(env_, tables_.meta, false) != Durability::durable)
    throw Unusable{env_.file().string() + " cannot be written"};
  fill_ahead_.fill(env_.used_bytes());
  if (fill_ahead_.sync_failed()) throw Unusable{env_.file().string() + " cannot be synced"};
}

Durability LmdbJournal::append(std::span<const Record* const> batch, ledger::Time at) {
  CHECK(!closed_);
  CHECK(!batch.empty());
  if (in_doubt()) return Durability::unknown;
  CHECK(at.milliseconds >= head_.time);
  encode_batch(batch);
  crypto::Blake2b hash;
  hash.add(head_.hash);
  hash.add(as_hashed(encoded_));
  const std::uint64_t first = last_ + 1;
  const BatchRow row{
      .hash = hash.finish(), .time = at.milliseconds, .first = first, .count = batch.size()};
  const Durability written = env_.write([&](LmdbWrite& write) {
    for (std::size_t i = 0; i < batch.size(); ++i)
      write.append(tables_.records, first + i, stored(i));
    write.append(tables_.batches, last_ + batch.size(), std::as_bytes(std::span{&row, 1}));
  });
  if (written != Durability::durable) return written;
  head_ = row;
  last_ += batch.size();
  return written;
}

void LmdbJournal::between_commits() {
  if (!in_doubt()) fill_ahead_.advance(env_.used_bytes());
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

RowBytes LmdbJournal::stored(std::size_t index) const {
  const std::size_t from = index == 0 ? 0 : ends_[index - 1];
  return RowBytes{encoded_}.subspan(from, ends_[index] - from);
}

std::optional<Record> LmdbJournal::record(Sequence sequence) const {
  if (sequence.value < meta_.first || sequence.value > last_) return std::nullopt;
  const LmdbRead read{env_};
  const auto found = read.find(tables_.records, sequence.value);
  if (!found) damaged(sequence.value, "is missing");
  return decode(*found, sequence);
}

void LmdbJournal::scan(Sequence from, const std::function<bool(const Record&)>& each) const {
  std::uint64_t next = std::max(from.value, meta_.first);
  while (next <= last_)
    for (const Record& record : chunk(next)) {
      if (!each(record)) return;
      ++next;
    }
}

std::vector<Record> LmdbJournal::chunk(std::uint64_t from) const {
  const std::uint64_t last = std::min(last_.load(), from + chunk_records - 1);
  const LmdbRead read{env_};
  LmdbRows rows{read, tables_.records, from};
  std::vector<Record> records;
  for (std::uint64_t sequence = from; sequence <= last; ++sequence) {
    const auto row = rows.next();
    if (!row || row->key != sequence) damaged(sequence, "is missing");
    records.push_back(decode(row->value, {sequence}));
  }
  return records;
}

void LmdbJournal::verify(const std::function<void(const Record&)>& each) const {
  BatchRow head{.hash = meta_.previous, .time = INT64_MIN};
  std::uint64_t next = meta_.first;
  while (next <= last_)
    for (const Record& record : verified_batch(next, head)) {
      each(record);
      ++next;
    }
  const LmdbRead read{env_};
  const auto newest = read.last(tables_.records);
  if ((newest ? newest->key : meta_.first - 1) != last_)
    damaged(next, "belongs to no batch: the journal's tail is not what was committed");
}

std::vector<Record> LmdbJournal::verified_batch(std::uint64_t first, BatchRow& head) const {
  const LmdbRead read{env_};
  const auto found = LmdbRows{read, tables_.batches, first}.next();
  if (!found) damaged(first, "belongs to no batch");
  const BatchRow batch = batch_row(*found);
  if (batch.first != first || batch.count == 0 || found->key != first + batch.count - 1)
    damaged(first, "does not begin the batch that it is in");
  if (batch.time < head.time) damaged(first, "begins a batch whose time goes back");

  crypto::Blake2b hash;
  hash.add(head.hash);
  LmdbRows rows{read, tables_.records, first};
  std::vector<Record> records;
  for (std::uint64_t sequence = first; sequence <= found->key; ++sequence) {
    const auto row = rows.next();
    if (!row || row->key != sequence) damaged(sequence, "is missing");
    hash.add(as_hashed(row->value));
    records.push_back(decode(row->value, {sequence}));
  }
  if (hash.finish() != batch.hash) damaged(first, "begins a batch whose chain hash is wrong");
  head = batch;
  return records;
}

void LmdbJournal::close() {
  CHECK(!closed_);
  closed_ = true;
  if (in_doubt()) return;
  // Where the mark does not reach the disk, the next open verifies the tail: no harm done.
  static_cast<void>(mark_clean(env_, tables_.meta, true));
}

}  // namespace bursar::persistence
