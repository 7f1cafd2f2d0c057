#pragma once

// The journal kept by LMDB in segments, whose bytes are described in segment.cpp. The newest one is
// appended to; once it is full it is closed for good, and the next goes on from its chain hash.

#include "persistence/directory_lock.hpp"
#include "persistence/recovery.hpp"
#include "persistence/segment_shelf.hpp"
#include "persistence/segment_writer.hpp"

#include <atomic>
#include <memory>
#include <span>
#include <vector>

namespace bursar::persistence {

class LmdbJournal final : public Journal {
 public:
  /// Takes over a directory that is locked and whose segments were looked at, at least one; marks
  /// it as in use.
  LmdbJournal(std::unique_ptr<DirectoryLock> lock, const std::vector<SegmentLook>& segments,
              const JournalOptions& options);

  Durability append(std::span<const ledger::Record* const> batch, ledger::Time at) override;
  ledger::Sequence last_sequence() const override;

  ledger::Sequence first_sequence() const override;
  std::optional<ledger::Record> record(ledger::Sequence sequence) const override;
  void scan(ledger::Sequence from,
            const std::function<bool(const ledger::Record&)>& each) const override;

  void verify_from(ledger::Sequence from,
                   const std::function<void(const ledger::Record&)>& each) const override;
  void each_segment(const std::function<void(const SegmentSeen&)>& look) const override;
  Checkpoint before() const override;
  void close() override;
  bool unclean() const override { return unclean_; }

 private:
  void open_newest(const SegmentMeta& meta);
  bool in_doubt() const { return rolling_ || newest_->in_doubt(); }
  bool full() const;
  bool roll();
  void encode_batch(std::span<const ledger::Record* const> batch);
  BatchRow row_of(std::span<const ledger::Record* const> batch, ledger::Time at) const;
  std::vector<ledger::Record> chunk(std::uint64_t from) const;
  BatchRow batch_before(std::uint64_t first) const;

  std::unique_ptr<DirectoryLock> lock_;
  JournalOptions options_;
  SegmentMeta meta_;  // of the newest
  bool unclean_;
  bool closed_ = false;
  bool rolling_ = false;  // from then on for ever where it fails
  SegmentShelf shelf_;
  std::unique_ptr<SegmentWriter> newest_;
  std::uint64_t first_;              // of all that is kept
  BatchRow head_;                    // of the last batch
  std::atomic<std::uint64_t> last_;  // what readers may see: published after the commit
  std::vector<std::byte> encoded_;   // the batch's rows, one after the other
  std::vector<std::size_t> ends_;    // where each of them ends
};

}  // namespace bursar::persistence
