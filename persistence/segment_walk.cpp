#include "persistence/segment_walk.hpp"

#include "crypto/hash.hpp"
#include "persistence/codec.hpp"
#include "persistence/lmdb_journal.hpp"

#include <cstring>
#include <string>

namespace bursar::persistence {

namespace {

[[noreturn]] void damaged(std::uint64_t sequence, const std::string& why) {
  throw Damage{{sequence}, "record " + std::to_string(sequence) + " of the journal " + why};
}

BatchRow row_of_batch(const NumberedRow& row, std::uint64_t first) {
  BatchRow batch;
  if (row.value.size() != sizeof batch) damaged(first, "begins a batch whose row is damaged");
  std::memcpy(&batch, row.value.data(), sizeof batch);
  if (batch.first != first || batch.count == 0 || row.key != first + batch.count - 1)
    damaged(first, "does not begin the batch that it is in");
  return batch;
}

ledger::Record decoded(const NumberedRow& row, std::uint64_t sequence) {
  try {
    return decode(row.value, {sequence});
  } catch (const Corrupt& corrupt) {
    throw Damage{{sequence}, corrupt.what()};
  }
}

}  // namespace

SegmentWalk::SegmentWalk(LmdbEnv& env, const BatchMark& before)
    : env_{env}, tables_{env}, before_{before} {}

std::optional<ReadBatch> SegmentWalk::next() {
  const std::uint64_t first = before_.last.value + 1;
  const LmdbRead read{env_};
  const auto found = LmdbRows{read, tables_.batches, first}.next();
  if (!found) {
    require_no_more(read);
    return std::nullopt;
  }
  const BatchRow row = row_of_batch(*found, first);
  if (row.time < before_.time.milliseconds) damaged(first, "begins a batch whose time goes back");

  crypto::Blake2b hash;
  hash.add(before_.hash);
  ReadBatch batch{.mark = {.last = {found->key}, .hash = row.hash, .time = {row.time}},
                  .records = {}};
  LmdbRows rows{read, tables_.records, first};
  for (std::uint64_t sequence = first; sequence <= found->key; ++sequence) {
    const auto record = rows.next();
    if (!record || record->key != sequence) damaged(sequence, "is missing");
    hash.add({reinterpret_cast<const std::uint8_t*>(record->value.data()), record->value.size()});
    batch.records.push_back(decoded(*record, sequence));
  }
  if (hash.finish() != row.hash) damaged(first, "begins a batch whose chain hash is wrong");
  before_ = batch.mark;
  return batch;
}

void SegmentWalk::require_no_more(const LmdbRead& read) const {
  const std::uint64_t next = before_.last.value + 1;
  if (const auto newest = read.last(tables_.records); newest && newest->key >= next)
    damaged(next, "belongs to no batch: the journal's tail is not what was committed");
}

}  // namespace bursar::persistence
