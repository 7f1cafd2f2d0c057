#pragma once

// A journal from a backup, in a place of its own. Whoever restores has lost what came after the
// backup, and somebody may still hold the ids of payments among that. So the epoch, which is part
// of those ids, is raised: what is paid from here on never bears an id that was given before.

#include "persistence/backup.hpp"

#include <filesystem>

namespace bursar::persistence {

struct RestoreOptions {
  std::filesystem::path journal;  // made; must not be there, or be empty
  std::uint16_t epoch_min = 0;    // where the same backup was restored before
};

/// The new epoch. `verified` is what verifying the backup gave. The raised epoch is a record, the
/// first behind those of the backup. Throws Unusable, Broke.
std::uint16_t restore(const ClosedJournal& backup, const Verdict& verified,
                      const RestoreOptions& options, const Progressed& progress = {});

}  // namespace bursar::persistence
