#pragma once

// Zeros past the end of the data file, so that a commit writes to blocks that the file already has:
// a commit to fresh ones also commits the file system's metadata. A thread of its own writes them
// beside the commits.
//
// Why nothing committed can be overwritten: whoever commits says before each commit up to where it
// may write, and zeros begin behind that place and behind the file's end. If they are just being
// written where the commit may need to go, it waits for those that are under way, a few megabytes.
// Every other page a commit ever wrote lies before the end. Readers read committed pages only.

#include "persistence/zeros.hpp"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

namespace bursar::persistence {

struct FillAheadOptions {
  std::filesystem::path file;
  std::uint64_t ahead_bytes = 0;      // 0: off
  std::uint64_t keep_free_bytes = 0;  // of the file system; filling waits above it
};

/// All calls but sync_failed() by one thread, the one that commits.
class FillAhead {
 public:
  explicit FillAhead(const FillAheadOptions& options);
  ~FillAhead();
  FillAhead(const FillAhead&) = delete;
  FillAhead& operator=(const FillAhead&) = delete;

  /// Before a commit: from now on it may write to anything before `until_bytes`.
  void reserve(std::uint64_t until_bytes);

  /// After a commit: once less than half of the zeros remains, there will be more.
  void advance(std::uint64_t used_bytes);

  /// Until they reach `ahead_bytes` past what is used, or cannot.
  void wait_until_filled();

  /// The zeros go, and no more come: nothing will be committed to this file any more.
  void give_back(std::uint64_t used_bytes);

  /// The device refused to sync the data file: what was committed before may be hit as well.
  bool sync_failed() const { return sync_failed_.load(); }

 private:
  struct Chunk {
    std::uint64_t from;
    std::uint64_t until;
  };

  void run();
  void fill(std::unique_lock<std::mutex>& lock);
  std::optional<Chunk> next_chunk() const;
  void stop();

  const FillAheadOptions options_;
  const std::optional<Zeros> zeros_;
  std::atomic<bool> sync_failed_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t used_ = 0;
  std::uint64_t reserved_ = 0;
  std::uint64_t end_ = 0;         // of the zeros
  std::optional<Chunk> writing_;  // by the thread, without the lock
  bool wanted_ = false;
  bool ended_;  // off, or the first error
  std::thread thread_;
};

}  // namespace bursar::persistence
