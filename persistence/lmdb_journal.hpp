#pragma once

// The journal kept by LMDB in one segment. Its bytes are described in lmdb_journal.cpp.

#include "persistence/directory_lock.hpp"
#include "persistence/fill_ahead.hpp"
#include "persistence/lmdb_env.hpp"
#include "persistence/recovery.hpp"
#include "persistence/segment.hpp"

#include <atomic>
#include <vector>

namespace bursar::persistence {

/// What the table `batches` keeps of one commit, beside its key, the last sequence.
struct BatchRow {
  ChainHash hash = {};
  std::int64_t time = 0;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

class LmdbJournal final : public Journal {
 public:
  /// Takes over a directory that is locked and whose segment was looked at; marks it as in use.
  LmdbJournal(std::unique_ptr<DirectoryLock> lock, const SegmentMeta& meta,
              const JournalOptions& options);

  Durability append(std::span<const ledger::Record* const> batch, ledger::Time at) override;
  void between_commits() override;
  ledger::Sequence last_sequence() const override;

  std::optional<ledger::Record> record(ledger::Sequence sequence) const override;
  void scan(ledger::Sequence from,
            const std::function<bool(const ledger::Record&)>& each) const override;

  void verify(const std::function<void(const ledger::Record&)>& each) const override;
  void close() override;
  bool unclean() const override { return unclean_; }

 private:
  bool in_doubt() const { return env_.in_doubt() || fill_ahead_.sync_failed(); }
  void encode_batch(std::span<const ledger::Record* const> batch);
  RowBytes stored(std::size_t index) const;
  std::vector<ledger::Record> chunk(std::uint64_t from) const;
  std::vector<ledger::Record> verified_batch(std::uint64_t first, BatchRow& head) const;

  std::unique_ptr<DirectoryLock> lock_;
  SegmentMeta meta_;
  bool unclean_;
  bool closed_ = false;
  LmdbEnv env_;
  SegmentTables tables_;
  FillAhead fill_ahead_;
  BatchRow head_;                    // of the last batch
  std::atomic<std::uint64_t> last_;  // what readers may see: published after the commit
  std::vector<std::byte> encoded_;   // the batch's rows, one after the other
  std::vector<std::size_t> ends_;    // where each of them ends
};

}  // namespace bursar::persistence
