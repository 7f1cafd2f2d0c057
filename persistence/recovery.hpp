#pragma once

// Opening a journal: what must hold before anything is served. Shows no LMDB and no Cap'n Proto.

#include "ledger/books.hpp"
#include "persistence/store.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace bursar::persistence {

/// A record, a batch's chain hash or a page is not what was written. Names the sequence.
class Corrupt : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The data directory cannot be used: locked by another engine, unreadable, of an unknown format
/// version, made with other secrets. One clear line; nothing was touched.
class Unusable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct JournalOptions {
  std::filesystem::path directory;  // DATA/journal; made when missing
  std::uint64_t map_size_bytes = std::uint64_t{1} << 40;
  std::uint64_t fill_ahead_bytes = std::uint64_t{64} << 20;  // 0: off
};

/// A journal that is open and locked by this process alone. Both its store and its reader. Marks
/// the directory as in use; close() marks a clean end, without which the next open verifies the
/// tail.
class Journal : public JournalStore, public JournalReader {
 public:
  /// Writes the mark of a clean end. Nothing may be appended afterwards.
  virtual void close() = 0;
  /// Whether the last engine did not end with close().
  virtual bool unclean() const = 0;
};

/// Throws Unusable. An empty directory becomes an empty journal (without a genesis record).
std::unique_ptr<Journal> open_journal(const JournalOptions& options);

struct Replayed {
  ledger::Books books;
  std::uint64_t records = 0;
};

/// Reads the whole journal, checks every checksum and every batch's chain hash, and folds it. After
/// an unclean end it first drops the files' page cache, so that the tail is read from the device.
/// Throws Corrupt. `progress` hears the number of records now and then.
Replayed replay(Journal& journal, ledger::Time keep_keys_since,
                const std::function<void(std::uint64_t)>& progress = {});

}  // namespace bursar::persistence
