#pragma once

// One engine at a time: an exclusive lock on a directory, held for as long as this lives. The
// kernel lets go of it however the process ends.

#include <filesystem>

namespace bursar::persistence {

class DirectoryLock {
 public:
  /// Locks `directory`/lock. Throws Unusable when somebody else holds it, in this process too.
  explicit DirectoryLock(const std::filesystem::path& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int file_;
};

}  // namespace bursar::persistence
