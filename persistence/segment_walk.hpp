#pragma once

// The batches of one open segment in their order, each whole and with a right chain hash before
// anybody sees it. The bytes are described in lmdb_journal.cpp.

#include "persistence/closed_journal.hpp"
#include "persistence/segment.hpp"

#include <optional>

namespace bursar::persistence {

class SegmentWalk {
 public:
  /// Goes on from `before`, the last batch of the segment before it.
  SegmentWalk(LmdbEnv& env, const BatchMark& before);

  /// None behind the last batch, when no record is left over. Throws Damage.
  std::optional<ReadBatch> next();

 private:
  void require_no_more(const LmdbRead& read) const;

  const LmdbEnv& env_;
  SegmentTables tables_;
  BatchMark before_;
};

}  // namespace bursar::persistence
