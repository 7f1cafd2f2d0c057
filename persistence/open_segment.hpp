#pragma once

// One segment with its environment open. Every record that it gives was checked.

#include "ledger/record.hpp"
#include "persistence/segment.hpp"

#include <optional>
#include <vector>

namespace bursar::persistence {

class OpenSegment {
 public:
  /// To be appended to. Throws Unusable, Corrupt.
  OpenSegment(const std::filesystem::path& path, std::uint64_t map_size_bytes);

  /// To be read only, and not a byte of it changed: one that nobody writes to. Throws Unusable,
  /// Corrupt.
  explicit OpenSegment(const std::filesystem::path& path);

  LmdbEnv& env() { return env_; }
  const LmdbEnv& env() const { return env_; }
  const SegmentTables& tables() const { return tables_; }

  /// These throw Damage when what must be there is missing or damaged.
  ledger::Record record(std::uint64_t sequence) const;
  std::vector<ledger::Record> records(std::uint64_t first, std::uint64_t last) const;

  /// What its first batch follows on.
  BatchRow before_first() const;

  /// The row of the batch that holds a record.
  BatchRow batch_of(std::uint64_t sequence) const;

  /// The records of the batch that begins with `first`, once its chain hash is found to follow on
  /// `head`, which it then becomes.
  std::vector<ledger::Record> verified_batch(std::uint64_t first, BatchRow& head) const;

  /// Nothing lies behind this record.
  void require_end(std::uint64_t last) const;

 private:
  LmdbEnv env_;
  SegmentTables tables_;
  std::uint64_t format_;
};

}  // namespace bursar::persistence
