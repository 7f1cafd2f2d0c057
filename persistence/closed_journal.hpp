#pragma once

// A journal that no engine has open, for whoever examines or copies it: locked meanwhile, read from
// the device, and not changed by a byte.

#include "crypto/bytes.hpp"
#include "persistence/checkpoint.hpp"
#include "persistence/directory_lock.hpp"
#include "persistence/errors.hpp"
#include "persistence/lmdb_pages.hpp"
#include "persistence/segment.hpp"
#include "persistence/store.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace bursar::persistence {

/// Where a batch ends.
struct BatchMark {
  ledger::Sequence last = {};
  crypto::Bytes<32> hash = {};  // of the chain
  ledger::Time time = {};

  friend bool operator==(const BatchMark&, const BatchMark&) = default;
};

struct ReadBatch {
  BatchMark mark;
  std::vector<ledger::Record> records;
};

class ClosedJournal {
 public:
  /// Throws Unusable (there is none, an engine has it open, its format version is unknown, a
  /// segment is missing) and Corrupt (a file is cut off or its pages make no sense, a segment does
  /// not follow on the one before it). `progress` hears of pages.
  explicit ClosedJournal(const std::filesystem::path& directory, const Progressed& progress = {});

  /// Every batch in order, once its checksums and its chain hash are found to be right. Throws
  /// Damage. `each` says whether to go on. From the segment at that place of looks() on.
  void read(const std::function<bool(const ReadBatch&)>& each, std::size_t from = 0) const;

  /// The records at these places, which ascend and are in it. Throws Damage.
  void look(const std::vector<ledger::Sequence>& places,
            const std::function<void(const ledger::Record&)>& each) const;

  /// Where it begins: later than 1 when older segments were archived.
  ledger::Sequence first() const { return {looks_.front().meta.first}; }
  /// What stands before that. Throws as checkpoint_before() does.
  Checkpoint before() const;

  /// The last batch, as the journal says; nothing of it is verified.
  const BatchMark& last() const { return last_; }
  std::uint64_t format() const { return looks_.back().meta.format; }
  /// Whether the last engine ended properly.
  bool clean() const { return looks_.back().meta.clean != 0; }
  const std::filesystem::path& directory() const { return directory_; }
  const std::vector<SegmentLook>& looks() const { return looks_; }
  /// The directories of its segments, in order: those that are kept.
  const std::vector<std::filesystem::path>& segments() const { return segments_; }

 private:
  ledger::Record record(ledger::Sequence sequence) const;
  std::size_t segment_of(ledger::Sequence sequence) const;

  std::filesystem::path directory_;
  DirectoryLock lock_;
  std::vector<SegmentLook> looks_;
  std::vector<std::filesystem::path> segments_;
  BatchMark last_;
};

}  // namespace bursar::persistence
