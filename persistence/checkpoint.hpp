#pragma once

// What a journal comes to at the end of a closed segment, in a file beside the segments. A record
// behind it holds the file's hash, so that the file is believed as the records are: from it and
// what comes after it everything follows, and the segments up to there may be archived.

#include "ledger/examiner.hpp"
#include "persistence/chain_hash.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace bursar::persistence {

struct Checkpoint {
  std::uint64_t segment = 0;  // the last that is summed up
  ChainHash chain_hash = {};  // of its last batch
  ledger::Books books = {};   // as of its last record
  ledger::Examiner::Peaks peaks = {};
};

std::filesystem::path checkpoint_path(const std::filesystem::path& journal, std::uint64_t segment);

/// The segments whose checkpoint files are there, ascending. Throws Unusable.
std::vector<std::uint64_t> checkpoint_numbers(const std::filesystem::path& journal);

/// The same bytes for the same books. On disk, whole or not at all, when this returns the file's
/// hash. Throws Broke.
crypto::Bytes<32> write_checkpoint(const std::filesystem::path& journal,
                                   const Checkpoint& checkpoint);

/// Nothing in the file is believed before its hash is found to be this one. Throws Corrupt when it
/// is another or the file makes no sense, Unusable when it cannot be read.
Checkpoint read_checkpoint(const std::filesystem::path& file, const crypto::Bytes<32>& hash);

/// What stands before the first record that is kept: nothing in a journal that begins with 1, else
/// what its checkpoint says. `record` reads one that is kept, `previous` is the chain hash that the
/// kept ones follow on. Throws Corrupt where the file is not the one that the journal vouches for,
/// Unusable where there is none; both name the remedy.
Checkpoint checkpoint_before(const std::filesystem::path& journal,
                             const std::function<ledger::Record(ledger::Sequence)>& record,
                             const ChainHash& previous);

}  // namespace bursar::persistence
