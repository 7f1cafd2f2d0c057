#pragma once

// The ports behind which a journal is kept: LMDB on one machine, another store elsewhere, one that
// lies like a disk in tests. One thread appends at a time, and it may block; any thread reads.

#include "ledger/record.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace bursar::persistence {

/// There is no `failed`: a commit that reports an error may still be found on disk after a restart.
enum class Durability : std::uint8_t { durable, unknown };

class JournalStore {
 public:
  JournalStore() = default;
  JournalStore(const JournalStore&) = delete;
  JournalStore& operator=(const JournalStore&) = delete;
  virtual ~JournalStore() = default;

  /// All of the batch or nothing of it; sequences go on densely from last_sequence(). `durable`
  /// means that it survives the loss of power. `at` is the batch's time and never goes back.
  [[nodiscard]] virtual Durability append(std::span<const ledger::Record* const> batch,
                                          ledger::Time at) = 0;

  /// Zero for an empty journal; the next record bears the number after it.
  virtual ledger::Sequence last_sequence() const = 0;
};

class JournalReader {
 public:
  JournalReader() = default;
  JournalReader(const JournalReader&) = delete;
  JournalReader& operator=(const JournalReader&) = delete;
  virtual ~JournalReader() = default;

  /// Where reading begins: later than 1 when older segments were archived.
  virtual ledger::Sequence first_sequence() const { return {1}; }

  /// None when there is no such record (yet, or any more). A record whose checksum is wrong throws
  /// Corrupt.
  virtual std::optional<ledger::Record> record(ledger::Sequence sequence) const = 0;

  /// Every record from `from` on, in order, each checked; stops when `each` says false.
  virtual void scan(ledger::Sequence from,
                    const std::function<bool(const ledger::Record&)>& each) const = 0;
};

/// What is derived from a journal and follows it at its own pace. One thread lets it, and may
/// block; any thread asks how far it has come.
class JournalFollower {
 public:
  JournalFollower() = default;
  JournalFollower(const JournalFollower&) = delete;
  JournalFollower& operator=(const JournalFollower&) = delete;
  virtual ~JournalFollower() = default;

  /// Takes in the next records, `records_max` at most, all or none. Throws Corrupt where it is not
  /// what the records before these come to.
  [[nodiscard]] virtual Durability follow(std::uint64_t records_max) = 0;

  /// The last record that was taken in. Never goes back.
  virtual ledger::Sequence watermark() const = 0;
};

}  // namespace bursar::persistence
