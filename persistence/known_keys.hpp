#pragma once

// Every idempotency key of the last day and a little longer: those of the newest records in tables
// in memory, older ones in run files, whose filters say of a fresh key without reading that it is
// fresh. Nothing is forgotten within a day, whatever becomes of the files: the journal has it all.

#include "persistence/key_row.hpp"
#include "persistence/key_run_format.hpp"
#include "persistence/store.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::persistence {

class KnownKeys {
 public:
  struct Options {
    std::filesystem::path directory = {};  // DATA/keys; derived, may be deleted while nobody runs
    JournalMark journal = {};
    /// Of all keys remembered. The filters take 2.5 bytes of memory each, the files 16 on disk.
    std::size_t keys_max = 100'000'000;
    /// Keys whose records were committed, but are not in a run yet: a run is written for so many.
    std::size_t table_rows_max = 262'144;
    std::uint64_t run_rows_max = std::uint64_t{1} << 24U;
    /// key_hash() of a record's key.
    std::function<std::uint64_t(const ledger::Idempotency&)> hash = {};
  };

  enum class Seen : std::uint8_t {
    fresh,
    known,
    unsure,  // the run that may hold it is damaged and being made anew, or its record was archived
  };
  struct Found {
    Seen seen = Seen::fresh;
    std::shared_ptr<const ledger::Record> record;  // known: the one that carries the key
  };

  struct Figures {
    std::size_t keys = 0;  // remembered, or promised a place
    std::size_t runs = 0;
    std::size_t memory_bytes = 0;    // of the runs' filters
    std::uint64_t disk_lookups = 0;  // that a filter sent to a run
  };

  /// Knows all keys of the journal up to `last` when this returns: what the runs lack is read from
  /// the journal. What was archived of it must be older than a day. Throws Unusable where the
  /// directory cannot be used, Corrupt where the journal cannot be read.
  KnownKeys(Options options, const JournalReader& reader, ledger::Sequence last);
  ~KnownKeys();
  KnownKeys(const KnownKeys&) = delete;
  KnownKeys& operator=(const KnownKeys&) = delete;

  // --- Any thread.

  /// What the journal holds under that key, by its hash; the text is compared. Of two records, as a
  /// key may have that was used again after a day, it is the newer. Throws Corrupt when the record
  /// is not what was written.
  Found find(std::uint64_t hash, ledger::AccountNumber wallet, std::string_view text) const;
  /// Before a find that is soon to come.
  void prefetch(std::uint64_t hash) const;
  /// A place for a fresh key, which its record will fill. False: the bound is reached, or what was
  /// committed waits for a disk that does not take it. Nothing is forgotten to make room.
  bool try_take();
  /// Its call ended without a record.
  void give_back() { taken_.fetch_sub(1, std::memory_order_relaxed); }
  Figures figures() const;
  /// Every key that was used since is known; of earlier ones some may be forgotten.
  ledger::Time known_since() const { return {known_since_ms_.load(std::memory_order_relaxed)}; }

  // --- The thread that commits.

  /// Before an add that is soon to come.
  void prefetch_place(std::uint64_t hash) const;
  /// Every record in order once it is durable, with the hash of its key or none (0).
  void add(ledger::Sequence sequence, ledger::Time time, std::uint64_t hash);

  // --- The thread that keeps the files.

  /// Called by any of the threads when there is work to do. Before they begin.
  void on_work(std::function<void()> told) { on_work_ = std::move(told); }
  /// One step of what is to do: a full table becomes a run, a damaged run is made anew, neighbours
  /// are merged. False: nothing is left to do. Throws Unusable: try again later.
  bool work();
  /// Keys of records older than a day may go from now on.
  void forget(ledger::Time now);
  /// From any thread: the time has jumped to `to`. What is recorded by then looks older than it is,
  /// so no key goes before another day is over. A start does not know of it any more.
  void time_jumps(ledger::Time to);
  /// From any thread: work() in progress ends early.
  void hurry() { hurried_.store(true); }
  /// At the end, when nobody adds: what is still in memory becomes a run, so that the next start
  /// reads less of the journal.
  void close();

 private:
  struct Parts;

  void drop_doubtful(ledger::Sequence last);
  void catch_up(ledger::Sequence last);
  void read_journal(ledger::Sequence first, ledger::Sequence last,
                    const std::function<bool(const ledger::Record&, std::uint64_t)>& each) const;
  std::vector<std::filesystem::path> write_again(ledger::Sequence first, ledger::Sequence last);
  void rotate();
  bool write_oldest_table();
  bool mend();
  bool merge();
  void drop_old();
  void publish_runs();
  Found judge(ledger::Sequence place, ledger::AccountNumber wallet, std::string_view text) const;

  const Options options_;
  const JournalReader& reader_;
  std::unique_ptr<Parts> parts_;
  std::function<void()> on_work_ = [] {};
  std::atomic<std::size_t> taken_ = 0;
  std::atomic<std::size_t> waiting_ = 0;  // tables that are to become runs
  mutable std::atomic<std::uint64_t> disk_lookups_ = 0;
  std::atomic<bool> hurried_ = false;
  ledger::Sequence last_ = {};  // added
  ledger::Time forget_before_ = {INT64_MIN};
  std::atomic<std::int64_t> known_since_ms_ = 0;
  std::atomic<std::int64_t> forget_from_ms_ = INT64_MIN;
};

}  // namespace bursar::persistence
