#pragma once

// The oldest segments of a journal that no engine has open, moved to another place. What they come
// to is verified and written to a checkpoint file first, and a record vouches for the file; a
// segment goes only once its copy was read back and found to be whole. Whatever ends this on the
// way, nothing is lost, and doing it again brings it to its end.

#include "ledger/time.hpp"
#include "persistence/closed_journal.hpp"
#include "persistence/recovery.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace bursar::persistence {

/// An idempotency key is known for a day by the record that carries it; another day is the margin.
constexpr std::int64_t archive_keep_ms_min = 2 * ledger::day_ms;

struct ArchiveOptions {
  JournalOptions journal;        // as the engine opens it
  std::filesystem::path target;  // made where it is missing
  // A segment stays while its newest record is younger than this, seen from the journal's newest.
  std::int64_t keep_ms = archive_keep_ms_min;
  // So long after it was made a payment may be disputed, which takes its record.
  std::int64_t disputable_ms = 0;
};

enum class ArchiveStep : std::uint8_t {
  checking,      // the pages of every segment
  verifying,     // the records that are to go, every figure recomputed
  looking,       // at what stays, for disputes that are open
  summing_up,    // into the checkpoint file
  recording,     // that it vouches for the file
  copying,       // of each segment
  reading_back,  // of each copy
  marking,       // where the journal begins from now on
  removing,      // of each segment
};

struct ArchiveWatch {
  std::function<void(ArchiveStep)> begins = [](ArchiveStep) {};
  /// Of the step that has begun: pages, records or bytes.
  Progressed progress = [](std::uint64_t, std::uint64_t) {};
};

struct Archived {
  std::vector<std::uint64_t> segments = {};  // that were moved
  ledger::Sequence first = {};               // where the journal begins now
  ledger::Sequence checkpointed = {};        // which record vouches for what is before; or none
  std::string stays = {};                    // why the oldest one that is left does not go
  std::string undisputable = {};             // a warning: what may go could still be disputed
};

/// Throws Unusable (in use, nothing there, a target that cannot be), Corrupt (what was to go is not
/// right), Broke.
Archived archive(const ArchiveOptions& options, const ArchiveWatch& watch = {});

}  // namespace bursar::persistence
