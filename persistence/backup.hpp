#pragma once

// A copy of a journal that is whole, verified and described by a manifest, or not there at all. The
// keys beside the journal are no part of it. The copying asks nothing of whoever appends: with the
// environments of a running engine it may be done on any thread.

#include "persistence/manifest.hpp"
#include "persistence/unfinished_directory.hpp"
#include "persistence/verify.hpp"

#include <filesystem>

namespace bursar::persistence {

class LmdbEnv;

/// Copies what is committed by now into the directory `to`, which is made; synced when this
/// returns. `progress` hears of bytes, from a thread of its own. Throws Unusable, Broke.
void copy_segment(const LmdbEnv& from, const std::filesystem::path& to,
                  const Progressed& progress = {});

/// Copies every segment, and the files beside them, into the directory `to`, which is made. Throws
/// Unusable, Broke.
void copy_journal(const ClosedJournal& from, const std::filesystem::path& to,
                  const Progressed& progress = {});

class Backup {
 public:
  /// The directory must not be there, or be empty. Throws Unusable.
  explicit Backup(const std::filesystem::path& directory) : directory_{directory} {}

  /// Where the copy of the journal belongs.
  std::filesystem::path journal() const { return directory_.path() / "journal"; }

  /// Throws Corrupt when the copy is not a whole journal; the backup then goes away again.
  Manifest complete(ledger::Time now, const Progressed& progress = {});

 private:
  UnfinishedDirectory directory_;
};

/// Throws Corrupt unless the journal is right and what the manifest says it is.
Verdict verify_backup(const ClosedJournal& journal, const Manifest& manifest,
                      const Progressed& progress = {});

}  // namespace bursar::persistence
