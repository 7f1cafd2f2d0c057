#include "persistence/open_segment.hpp"

#include "persistence/chain_hash.hpp"
#include "persistence/codec.hpp"
#include "persistence/errors.hpp"

#include <string>

namespace bursar::persistence {

namespace {

using ledger::Record;

[[noreturn]] void damaged(std::uint64_t sequence, const std::string& why) {
  throw Damage{{sequence}, "record " + std::to_string(sequence) + " of the journal " + why};
}

Record decoded(RowBytes row, std::uint64_t sequence) {
  try {
    return decode(row, {sequence});
  } catch (const Corrupt& corrupt) {
    throw Damage{{sequence}, corrupt.what()};
  }
}

/// The rows of `records` from one on, each in its place.
class DenseRows {
 public:
  DenseRows(const LmdbRead& read, Table records, std::uint64_t first)
      : rows_{read, records, first}, sequence_{first} {}

  RowBytes next() {
    const auto row = rows_.next();
    if (!row || row->key != sequence_) damaged(sequence_, "is missing");
    ++sequence_;
    return row->value;
  }

 private:
  LmdbRows rows_;
  std::uint64_t sequence_;
};

BatchRow batch_with(const LmdbRead& read, Table batches, std::uint64_t sequence) {
  const auto found = LmdbRows{read, batches, sequence}.next();
  if (!found) damaged(sequence, "belongs to no batch");
  try {
    return batch_row(*found);
  } catch (const Corrupt& corrupt) {
    throw Damage{{sequence}, corrupt.what()};
  }
}

void require_follows(const BatchRow& batch, std::uint64_t first, const BatchRow& head) {
  if (batch.first != first || batch.count == 0)
    damaged(first, "does not begin the batch that it is in");
  if (batch.time < head.time) damaged(first, "begins a batch whose time goes back");
}

std::uint64_t format_of(const LmdbEnv& env, const SegmentTables& tables) {
  return read_meta(LmdbRead{env}, tables.meta).format;
}

}  // namespace

OpenSegment::OpenSegment(const std::filesystem::path& path, std::uint64_t map_size_bytes)
    : env_{path, LmdbEnv::Mode::use, map_size_bytes},
      tables_{env_},
      format_{format_of(env_, tables_)} {}

OpenSegment::OpenSegment(const std::filesystem::path& path)
    : env_{path, LmdbEnv::Mode::look, look_map_bytes},
      tables_{env_},
      format_{format_of(env_, tables_)} {}

Record OpenSegment::record(std::uint64_t sequence) const {
  const LmdbRead read{env_};
  const auto found = read.find(tables_.records, sequence);
  if (!found) damaged(sequence, "is missing");
  return decoded(*found, sequence);
}

std::vector<Record> OpenSegment::records(std::uint64_t first, std::uint64_t last) const {
  const LmdbRead read{env_};
  DenseRows rows{read, tables_.records, first};
  std::vector<Record> records;
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    const RowBytes row = rows.next();
    env_.read_ahead(row);
    records.push_back(decoded(row, sequence));
  }
  return records;
}

BatchRow OpenSegment::before_first() const {
  return before_first_batch(read_meta(LmdbRead{env_}, tables_.meta));
}

BatchRow OpenSegment::batch_of(std::uint64_t sequence) const {
  return batch_with(LmdbRead{env_}, tables_.batches, sequence);
}

std::vector<Record> OpenSegment::verified_batch(std::uint64_t first, BatchRow& head) const {
  const LmdbRead read{env_};
  const BatchRow batch = batch_with(read, tables_.batches, first);
  require_follows(batch, first, head);
  BatchHash hash{head.hash, format_};
  DenseRows rows{read, tables_.records, first};
  std::vector<Record> records;
  for (std::uint64_t sequence = first; sequence <= batch.last(); ++sequence) {
    const RowBytes row = rows.next();
    env_.read_ahead(row);
    hash.add(row);
    records.push_back(decoded(row, sequence));
  }
  if (hash.finish(batch.time) != batch.hash)
    damaged(first, "begins a batch whose chain hash is wrong");
  if (records.back().time.milliseconds > batch.time)
    damaged(batch.last(), "is later than its batch");
  head = batch;
  return records;
}

void OpenSegment::require_end(std::uint64_t last) const {
  const LmdbRead read{env_};
  const auto newest = read.last(tables_.records);
  if (newest && newest->key > last)
    damaged(last + 1, "belongs to no batch: the journal's tail is not what was committed");
}

}  // namespace bursar::persistence
