#include "persistence/directory_lock.hpp"

#include "persistence/errors.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace bursar::persistence {

DirectoryLock::DirectoryLock(const std::filesystem::path& directory)
    : file_{::open((directory / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
  if (file_ < 0) throw Unusable{directory.string() + " cannot be locked: " + std::strerror(errno)};
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
  const int error = errno;
  ::close(file_);
  if (error == EWOULDBLOCK) throw Unusable{directory.string() + " is in use by another bursar"};
  throw Unusable{directory.string() + " cannot be locked: " + std::strerror(error)};
}

DirectoryLock::~DirectoryLock() {
  ::close(file_);
}

}  // namespace bursar::persistence
