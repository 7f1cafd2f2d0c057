#pragma once

// The file `archived` of a journal whose oldest segments were moved away on purpose. It tells an
// archived segment from a lost one. Three lines of text:
//
//   segment 3
//   sequence 201326593
//   checkpointed 268437000

#include "ledger/ids.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace bursar::persistence {

/// Where the journal begins now: the first segment that is kept, its first record, and the record
/// that vouches for the checkpoint file of what is before.
struct ArchivedMark {
  std::uint64_t segment = 0;
  std::uint64_t sequence = 1;
  ledger::Sequence checkpointed = {};

  friend bool operator==(const ArchivedMark&, const ArchivedMark&) = default;
};

/// None when nothing was archived. Throws Unusable when the file makes no sense.
std::optional<ArchivedMark> read_archived_mark(const std::filesystem::path& journal);

/// On disk, in place of an earlier one, when this returns: only then may a segment before it be
/// moved. Throws Unusable.
void write_archived_mark(const std::filesystem::path& journal, const ArchivedMark& mark);

}  // namespace bursar::persistence
