#pragma once

// Opening a journal: what must hold before anything is served. Shows no LMDB and no Cap'n Proto.

#include "ledger/books.hpp"
#include "persistence/checkpoint.hpp"
#include "persistence/errors.hpp"
#include "persistence/store.hpp"
#include "persistence/views_rows.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace bursar::persistence {

class LmdbEnv;

struct JournalOptions {
  std::filesystem::path directory;  // DATA/journal; made when missing
  std::uint64_t map_size_bytes = std::uint64_t{1} << 40;
  std::uint64_t fill_ahead_bytes = std::uint64_t{64} << 20;  // 0: off
  std::uint64_t keep_free_bytes = 0;  // filling ahead leaves so much of the file system free
  std::uint64_t segment_records = std::uint64_t{1} << 26;  // from so many on a segment is closed
};

/// A journal that is open and locked by this process alone. Both its store and its reader. Marks
/// the directory as in use; close() marks a clean end, without which the next open verifies the
/// tail. What was archived is none of it any more: it begins with first_sequence().
class Journal : public JournalStore, public JournalReader {
 public:
  /// Every record from one on, in order, once its checksum, its place and its batch's chain hash
  /// are found to be right. Throws Corrupt. While nobody appends.
  virtual void verify_from(ledger::Sequence from,
                           const std::function<void(const ledger::Record&)>& each) const = 0;
  void verify(const std::function<void(const ledger::Record&)>& each) const {
    verify_from(first_sequence(), each);
  }

  struct SegmentSeen {
    const std::filesystem::path& directory;
    const LmdbEnv& env;
    bool closed = false;  // it never changes any more
  };
  /// The segments that there are by now, oldest first, each open for as long as it is looked at.
  /// All but the last are closed. By any thread, while others append.
  virtual void each_segment(const std::function<void(const SegmentSeen&)>& look) const = 0;

  /// What stands before first_sequence(). Throws as checkpoint_before() does.
  virtual Checkpoint before() const = 0;

  /// Writes the mark of a clean end. Nothing may be appended afterwards.
  virtual void close() = 0;
  /// Whether the last engine did not end with close().
  virtual bool unclean() const = 0;
};

/// Throws Unusable where a segment is missing or cannot be used, Corrupt where the segments do not
/// make one journal or a file is shorter than what was committed. An empty directory becomes an
/// empty journal (without a genesis record). After an unclean end the page cache of what was not
/// closed is dropped first, and the last records are verified as the device has them.
std::unique_ptr<Journal> open_journal(const JournalOptions& options);

/// The first of the records that opening a journal after an unclean end verifies; the rest may be
/// read later, by whoever needs it.
ledger::Sequence tail_begin(const Journal& journal);

/// What following a journal from its beginning comes to.
struct Replayed {
  /// The next record.
  void apply(const ledger::Record& record);

  ledger::Books books;
  // That the views keep, in the order of the journal: those of the records that were read.
  std::vector<WalletSnapshot> milestones = {};
  struct Mark {
    ledger::OrganizationLink at = {};
    ledger::Sequence record = {};
  };
  std::vector<Mark> marks = {};
  std::uint64_t records = 0;  // that were read
};

/// Reads the whole journal, checks every checksum and every batch's chain hash, and folds it. Where
/// its first records are archived it begins with their checkpoint. Throws Corrupt, and Unusable
/// where that is missing. `progress` hears the number of records now and then.
Replayed replay(Journal& journal, const std::function<void(std::uint64_t)>& progress = {});

}  // namespace bursar::persistence
