#pragma once

// One LMDB environment: a file of tables, one thread that commits, any number that read what is
// committed. Commits are fully synchronous; nothing here can weaken them. Shows no LMDB.

#include "persistence/store.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

struct MDB_env;
struct MDB_txn;
struct MDB_cursor;

namespace bursar::persistence {

using RowBytes = std::span<const std::byte>;

enum class Keys : std::uint8_t { numbers, words };

struct Table {
  unsigned handle = 0;
};

/// A row of a table whose keys are numbers. The bytes live as long as the LmdbRead it came from.
struct NumberedRow {
  std::uint64_t key = 0;
  RowBytes value;
};

class LmdbEnv;

/// One snapshot of what is committed. Brief: growing the map waits for it, and while it lives the
/// file cannot reuse a page. Throws Corrupt when a page makes no sense.
class LmdbRead {
 public:
  explicit LmdbRead(const LmdbEnv& env);
  ~LmdbRead();
  LmdbRead(const LmdbRead&) = delete;
  LmdbRead& operator=(const LmdbRead&) = delete;

  std::optional<RowBytes> find(Table table, std::uint64_t key) const;
  std::optional<RowBytes> find(Table table, std::string_view key) const;
  std::optional<NumberedRow> last(Table table) const;

 private:
  friend class LmdbRows;
  friend class LmdbWords;

  const LmdbEnv& env_;
  MDB_txn* transaction_;
};

/// The rows of a table from a key on, in order, within one LmdbRead.
class LmdbRows {
 public:
  LmdbRows(const LmdbRead& read, Table table, std::uint64_t from);
  ~LmdbRows();
  LmdbRows(const LmdbRows&) = delete;
  LmdbRows& operator=(const LmdbRows&) = delete;

  /// None past the last.
  std::optional<NumberedRow> next();

 private:
  MDB_cursor* cursor_ = nullptr;
  std::uint64_t from_;
  bool started_ = false;
};

/// A row of a table whose keys are words. The bytes live as long as the LmdbRead it came from.
struct WordRow {
  std::string_view key;
  RowBytes value;
};

/// Every row of a table of words, in order, within one LmdbRead.
class LmdbWords {
 public:
  LmdbWords(const LmdbRead& read, Table table);
  ~LmdbWords();
  LmdbWords(const LmdbWords&) = delete;
  LmdbWords& operator=(const LmdbWords&) = delete;

  /// None past the last.
  std::optional<WordRow> next();

 private:
  MDB_cursor* cursor_ = nullptr;
};

/// What one commit will hold.
class LmdbWrite {
 public:
  explicit LmdbWrite(MDB_txn* transaction) : transaction_{transaction} {}

  /// The key must be larger than every other of its table.
  void append(Table table, std::uint64_t key, RowBytes value);
  void append(Table table, std::string_view key, RowBytes value);
  void put(Table table, std::uint64_t key, RowBytes value);
  void put(Table table, std::string_view key, RowBytes value);

 private:
  MDB_txn* transaction_;
};

class LmdbEnv {
 public:
  enum class Mode : std::uint8_t {
    look,  // changes nothing at all, not even the lock file: only while nobody writes
    use,
  };

  /// An existing directory. Throws Unusable when LMDB cannot open it, Corrupt when the file is
  /// shorter than its committed pages (reading them would be a bus error).
  LmdbEnv(std::filesystem::path directory, Mode mode, std::uint64_t map_size_bytes);
  ~LmdbEnv();
  LmdbEnv(const LmdbEnv&) = delete;
  LmdbEnv& operator=(const LmdbEnv&) = delete;

  /// Opens the table, in Mode::use makes it when there is none. Before anything else is done with
  /// the environment; throws Unusable.
  Table table(const char* name, Keys keys);
  /// Several in one commit, in the order of their names.
  struct Named {
    const char* name = nullptr;
    Keys keys = Keys::numbers;
  };
  std::vector<Table> tables(std::span<const Named> named);

  /// Calls `fill`, then commits: all or nothing. When the map is full it is grown and `fill` called
  /// again. Every other error is `unknown`, and so is every write after it: what LMDB's memory says
  /// may no longer be what the disk says. One thread at a time.
  [[nodiscard]] Durability write(const std::function<void(LmdbWrite&)>& fill);
  bool in_doubt() const { return in_doubt_; }

  /// Makes a file that holds what is committed by now and no unused page, synced. Others may read
  /// and write meanwhile; growing the map waits for it. `progress` hears of bytes, and gives the
  /// copy up by throwing. Throws Unusable when it cannot be made, Broke when it cannot be written.
  void copy_to(const std::filesystem::path& file,
               const std::function<void(std::uint64_t)>& progress = {}) const;

  /// Of a row, from any thread that reads rows in the order in which they were written: asks the
  /// disk for what follows. LMDB reads page by page by itself, as is best for one row here and
  /// there.
  void read_ahead(RowBytes row) const;

  /// Up to where committed pages lie in the file; the next commit may use the pages from here on.
  std::uint64_t used_bytes() const;
  std::uint64_t map_size_bytes() const;
  std::filesystem::path file() const;

 private:
  friend class LmdbRead;
  enum class Outcome : std::uint8_t { durable, map_full, unknown };

  void require_whole_file() const;
  Outcome try_write(const std::function<void(LmdbWrite&)>& fill);
  bool grow_map();
  MDB_txn* begin_read() const;
  void end_read(MDB_txn* transaction) const;

  std::filesystem::path directory_;
  Mode mode_;
  MDB_env* env_ = nullptr;
  bool in_doubt_ = false;
  mutable std::atomic<std::uintptr_t> asked_to_ = 0;  // an address in the map

  // Idle read transactions keep their slot in LMDB's reader table, which is bounded.
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable std::vector<MDB_txn*> idle_;
  mutable std::size_t reading_ = 0;
  bool growing_ = false;
  bool map_lost_ = false;  // it was given up for a larger one, which there was no room for
};

}  // namespace bursar::persistence
