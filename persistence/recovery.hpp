#pragma once

// Opening a journal: what must hold before anything is served. Shows no LMDB and no Cap'n Proto.

#include "ledger/books.hpp"
#include "persistence/errors.hpp"
#include "persistence/store.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

namespace bursar::persistence {

struct JournalOptions {
  std::filesystem::path directory;  // DATA/journal; made when missing
  std::uint64_t map_size_bytes = std::uint64_t{1} << 40;
  std::uint64_t fill_ahead_bytes = std::uint64_t{64} << 20;  // 0: off
  std::uint64_t keep_free_bytes = 0;  // filling ahead leaves so much of the file system free
};

/// A journal that is open and locked by this process alone. Both its store and its reader. Marks
/// the directory as in use; close() marks a clean end, without which the next open verifies the
/// tail.
class Journal : public JournalStore, public JournalReader {
 public:
  /// Every record in order, once its checksum, its place and its batch's chain hash are found to be
  /// right. Throws Corrupt. While nobody appends.
  virtual void verify(const std::function<void(const ledger::Record&)>& each) const = 0;

  /// Writes the mark of a clean end. Nothing may be appended afterwards.
  virtual void close() = 0;
  /// Whether the last engine did not end with close().
  virtual bool unclean() const = 0;
};

/// Throws Unusable, or Corrupt where the file is shorter than what was committed. An empty
/// directory becomes an empty journal (without a genesis record). After an unclean end the files'
/// page cache is dropped first, so that everything is read from the device.
std::unique_ptr<Journal> open_journal(const JournalOptions& options);

struct Replayed {
  ledger::Books books;
  std::uint64_t records = 0;
};

/// Reads the whole journal, checks every checksum and every batch's chain hash, and folds it.
/// Throws Corrupt. `progress` hears the number of records now and then.
Replayed replay(Journal& journal, ledger::Time keep_keys_since,
                const std::function<void(std::uint64_t)>& progress = {});

}  // namespace bursar::persistence
