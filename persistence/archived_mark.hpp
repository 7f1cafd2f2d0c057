#pragma once

// The file `archived` of a journal whose oldest segments were moved away on purpose. It tells an
// archived segment from a lost one. Two lines of text:
//
//   segment 3
//   sequence 201326593

#include <cstdint>
#include <filesystem>
#include <optional>

namespace bursar::persistence {

/// Where the journal begins now: the first segment that is kept, and its first record.
struct ArchivedMark {
  std::uint64_t segment = 0;
  std::uint64_t sequence = 1;

  friend bool operator==(const ArchivedMark&, const ArchivedMark&) = default;
};

/// None when nothing was archived. Throws Unusable when the file makes no sense.
std::optional<ArchivedMark> read_archived_mark(const std::filesystem::path& journal);

/// On disk, in place of an earlier one, when this returns: only then may a segment before it be
/// moved. Throws Unusable.
void write_archived_mark(const std::filesystem::path& journal, const ArchivedMark& mark);

}  // namespace bursar::persistence
