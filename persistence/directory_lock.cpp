#include "persistence/directory_lock.hpp"

#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace bursar::persistence {

namespace {

int open_file(const std::string& file, DirectoryLock::Whose whose) {
  if (whose == DirectoryLock::Whose::readers) {
    const int there = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (there >= 0 || errno != ENOENT) return there;
  }
  return ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

}  // namespace

DirectoryLock::DirectoryLock(const std::filesystem::path& directory, Whose whose,
                             std::string_view file)
    : file_{open_file(directory / file, whose)} {
  const bool cannot_write = errno == EROFS || errno == EACCES;
  if (file_ < 0 && whose == Whose::readers && cannot_write) return;
  if (file_ < 0) throw Unusable{directory.string() + " cannot be locked: " + std::strerror(errno)};
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  ::close(file_);
  if (error == EWOULDBLOCK) throw InUse{directory.string() + " is in use by another bursar"};
  throw Unusable{directory.string() + " cannot be locked: " + std::strerror(error)};
}

DirectoryLock::~DirectoryLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace bursar::persistence
