#pragma once

// The newest segment, the one that is appended to: its commits, the zeros ahead of them, its marks.
// One thread; whoever reads takes opened().

#include "persistence/fill_ahead.hpp"
#include "persistence/open_segment.hpp"
#include "persistence/recovery.hpp"

#include <memory>
#include <span>

namespace bursar::persistence {

class SegmentWriter {
 public:
  /// Throws Unusable, Corrupt.
  SegmentWriter(const std::filesystem::path& path, const JournalOptions& options);

  std::shared_ptr<const OpenSegment> opened() const { return segment_; }

  /// The batch's rows one after the other, with the bytes at which each of them ends.
  Durability append(const BatchRow& batch, RowBytes rows, std::span<const std::size_t> ends);

  /// Zeros as far as the options say: all at once, or one chunk between two commits.
  void fill_ahead();
  void fill_further();

  Durability mark_clean(bool clean);

  /// Gives back the zeros and marks the segment as never to be written again.
  Durability close(std::uint64_t last);

  /// What was committed, or will be, may not be on disk.
  bool in_doubt() const { return env().in_doubt() || fill_ahead_.sync_failed(); }

 private:
  LmdbEnv& env() const { return segment_->env(); }

  std::shared_ptr<OpenSegment> segment_;
  FillAhead fill_ahead_;
};

}  // namespace bursar::persistence
