#pragma once

// The directory of run files: which parts of the journal they speak for, what is merged and what is
// dropped. All of it is derived from the journal: whatever is missing, damaged or doubtful is
// thrown away and can be read again. One thread's own; the runs themselves may be shared.

#include "persistence/key_run.hpp"
#include "persistence/key_run_format.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace bursar::persistence {

struct KeyRunsOptions {
  std::filesystem::path directory;  // made when missing
  JournalMark journal = {};
  std::uint64_t run_rows_max = std::uint64_t{1} << 24U;   // what merging makes at most
  std::int64_t run_ms_max = 6 * std::int64_t{3'600'000};  // no key is kept so much too long
};

class KeyRuns {
 public:
  using RunPtr = std::shared_ptr<const KeyRun>;

  /// Opens what is whole; logs and removes the rest. Throws Unusable.
  explicit KeyRuns(KeyRunsOptions options);

  /// Oldest first; no two speak for the same record.
  const std::vector<RunPtr>& runs() const { return runs_; }

  /// A run's file, durable when this returns; not among runs() yet.
  std::filesystem::path write(const KeySpan& span, std::span<const KeyRow> rows) const;
  /// Puts what was written among runs(); how many rows that are.
  std::uint64_t adopt(const std::filesystem::path& file);
  /// Puts what was written in the place of a run, all of it or nothing.
  void replace(const RunPtr& run, std::span<const std::filesystem::path> files);
  /// The file goes at once, so that after a crash the gap is seen; the run stays among runs().
  static void remove_file(const KeyRun& run);
  void take_out(const RunPtr& run);
  /// Makes one of several neighbours, where there are some to merge. False: there were none, or
  /// `stopping` was set on the way. Throws Corrupt when one is damaged, which damaged() then knows.
  bool merge(const std::atomic<bool>& stopping);

  RunPtr damaged() const;

 private:
  struct Neighbours {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void open_all();
  RunPtr reopened(const std::filesystem::path& file) const;
  void insert(RunPtr run);
  void remove_superseded();
  bool fit(std::span<const RunPtr> neighbours) const;
  Neighbours mergeable() const;
  RunPtr merged(std::span<const RunPtr> inputs, const std::atomic<bool>& stopping) const;

  KeyRunsOptions options_;
  std::vector<RunPtr> runs_;
};

}  // namespace bursar::persistence
