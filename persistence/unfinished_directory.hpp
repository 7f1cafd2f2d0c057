#pragma once

// A directory that appears whole or not at all: filled under a name with ".partial", then renamed.
// A crash on the way leaves only what the next attempt throws away.

#include "persistence/directory_lock.hpp"

#include <filesystem>
#include <optional>
#include <string_view>

namespace bursar::persistence {

class UnfinishedDirectory {
 public:
  /// A file in it that says: this is ours to throw away, once nobody holds its lock.
  static constexpr std::string_view mark = "unfinished";

  /// `path` must not be there, or be empty. Its parents are made where they are missing. Throws
  /// Unusable; InUse while somebody else makes it.
  explicit UnfinishedDirectory(const std::filesystem::path& path);
  /// Takes it away again unless it is complete.
  ~UnfinishedDirectory();
  UnfinishedDirectory(const UnfinishedDirectory&) = delete;
  UnfinishedDirectory& operator=(const UnfinishedDirectory&) = delete;

  const std::filesystem::path& path() const { return unfinished_; }
  /// Synced, and under its own name.
  void complete();

  static std::filesystem::path unfinished_name(std::filesystem::path path);

 private:
  std::filesystem::path path_;
  std::filesystem::path unfinished_;
  std::optional<DirectoryLock> lock_;
  bool completed_ = false;
};

/// Syncs every file and directory below, and the directory itself. Throws Unusable.
void sync_all(const std::filesystem::path& directory);

}  // namespace bursar::persistence
