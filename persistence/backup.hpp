#pragma once

// A copy of a journal that is whole, verified and described by a manifest, or not there at all. The
// keys beside the journal are no part of it. The copying asks nothing of whoever appends: with the
// environments of a running engine it may be done on any thread.

#include "persistence/manifest.hpp"
#include "persistence/unfinished_directory.hpp"
#include "persistence/verify.hpp"

#include <filesystem>

namespace bursar::persistence {

class Journal;
class LmdbEnv;

/// Throws Unusable when `to` is the directory `source`, or lies in it, by whatever name.
void require_outside(const std::filesystem::path& to, const std::filesystem::path& source);

// All progress is heard on the thread that asks, and whoever throws on hearing gives the copy up.

/// Copies what is committed by now into the directory `to`, which is made; synced when this
/// returns. `progress` hears of bytes. Throws Unusable, Broke.
void copy_segment(const LmdbEnv& from, const std::filesystem::path& to,
                  const Progressed& progress = {});

/// Copies every segment, and the files beside them, into the directory `to`, which is made. Throws
/// Unusable, Broke.
void copy_journal(const ClosedJournal& from, const std::filesystem::path& to,
                  const Progressed& progress = {});

/// The same of one that is open, while others append to it: whole up to a place no earlier than its
/// end was when this began. Throws Corrupt where the pages of a closed segment are damaged.
void copy_journal(const Journal& from, const std::filesystem::path& to,
                  const Progressed& progress = {});

class Backup {
 public:
  /// The directory must not be there, or be empty. Throws Unusable.
  explicit Backup(const std::filesystem::path& directory) : directory_{directory} {}

  /// Where the copy of the journal belongs.
  std::filesystem::path journal() const { return directory_.path() / "journal"; }
  /// Where that of the evidence does, which is to be made after it: no record is there before what
  /// it names.
  std::filesystem::path evidence() const { return directory_.path() / "evidence"; }

  /// Throws Corrupt when the copy is not a whole journal; the backup then goes away again.
  /// Verifying hears of records, and before that of pages; `each` of every record that is right,
  /// and what it throws ends the backup too.
  Manifest complete(ledger::Time now, const Progressed& progress = {}, const Progressed& pages = {},
                    const EachRecord& each = {});

 private:
  UnfinishedDirectory directory_;
};

/// Throws Corrupt unless the journal is right and what the manifest says it is. `each` is told of
/// each record that is right.
Verdict verify_backup(const ClosedJournal& journal, const Manifest& manifest,
                      const Progressed& progress = {}, const EachRecord& each = {});

}  // namespace bursar::persistence
