#pragma once

// One engine at a time: an exclusive lock on a directory, held for as long as this lives. The
// kernel lets go of it however the process ends.

#include "persistence/errors.hpp"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace bursar::persistence {

/// Another process, or another part of this one, has the directory.
class InUse : public Unusable {
 public:
  using Unusable::Unusable;
};

class DirectoryLock {
 public:
  enum class Whose : std::uint8_t {
    writers,  // makes the file
    readers,  // needs no right to write: where no file can be made, nobody can write here
  };

  /// Locks `directory`/`file`. Throws Unusable; InUse when somebody else holds it, in this process
  /// too.
  explicit DirectoryLock(const std::filesystem::path& directory, Whose whose = Whose::writers,
                         std::string_view file = "lock");
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  int file_;  // below zero: there was nothing to lock
};

}  // namespace bursar::persistence
