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

  /// Zeros as far as the options say: beside what comes next, or before it.
  void begin_filling() { fill_ahead_.advance(env().used_bytes()); }
  void fill();

  Durability mark_clean(bool clean);

  /// Gives back the zeros and marks the segment as never to be written again.
  Durability close(std::uint64_t last);

  /// What was committed, or will be, may not be on disk.
  bool in_doubt() const { return env().in_doubt() || fill_ahead_.sync_failed(); }

 private:
  LmdbEnv& env() const { return segment_->env(); }
  void make_room(std::size_t bytes);
  Durability unless_in_doubt(Durability written) const;

  std::shared_ptr<OpenSegment> segment_;
  std::uint64_t reserved_ = 0;  // the commit under way ends before it
  FillAhead fill_ahead_;
};

}  // namespace bursar::persistence
