#pragma once

// Zeros past the end of the data file, so that a commit writes to blocks that the file already has:
// a commit to fresh ones also commits the file system's metadata. Real zeros, because a block that
// is merely reserved is converted, and so journalled, when it is first written.
//
// Why nothing committed can be overwritten: zeros are written only past the file's end at that
// moment. Every page that a commit ever wrote lies before the end. A commit under way might write
// past it, but there is none: the thread that commits is the one that fills, between two commits,
// and each write here has returned before the next begins. Readers read committed pages only.

#include <cstdint>
#include <filesystem>
#include <memory>

namespace bursar::persistence {

struct FillAheadOptions {
  std::filesystem::path file;
  std::uint64_t ahead_bytes = 0;      // 0: off
  std::uint64_t keep_free_bytes = 0;  // of the file system; filling waits above it
};

class FillAhead {
 public:
  explicit FillAhead(const FillAheadOptions& options);
  ~FillAhead();
  FillAhead(const FillAhead&) = delete;
  FillAhead& operator=(const FillAhead&) = delete;

  /// Until the file reaches `ahead_bytes` past what is used.
  void fill(std::uint64_t used_bytes);

  /// One chunk, a few milliseconds of the disk, once less than half remains.
  void advance(std::uint64_t used_bytes);

  /// The zeros go, and no more come: nothing will be committed to this file any more.
  void give_back(std::uint64_t used_bytes);

  /// The device refused to sync the data file: what was committed before may be hit as well.
  bool sync_failed() const { return sync_failed_; }

 private:
  struct Zeros;

  bool extend(std::uint64_t end_wanted);
  std::uint64_t file_size() const;
  bool room_for(std::uint64_t bytes) const;
  bool write_zeros(std::uint64_t from, std::uint64_t until) const;

  FillAheadOptions options_;
  int file_ = -1;  // below zero: off, or ended by the first error
  std::uint64_t end_ = 0;
  bool sync_failed_ = false;
  std::unique_ptr<const Zeros> zeros_;
  bool filling_ = false;  // from half on until all is there again
};

}  // namespace bursar::persistence
