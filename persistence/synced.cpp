#include "persistence/synced.hpp"

#include "persistence/errors.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

namespace bursar::persistence {

namespace {

int synced(const std::filesystem::path& path, bool forget) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  int error = ::fsync(file) == 0 ? 0 : errno;
  if (error == 0 && forget) error = ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  ::close(file);
  return error;
}

void require_synced(const std::filesystem::path& path, bool forget) {
  const int error = synced(path, forget);
  if (error != 0) throw Unusable{path.string() + " cannot be synced: " + std::strerror(error)};
}

}  // namespace

void make_private_directories(const std::filesystem::path& directory, std::error_code& error) {
  namespace fs = std::filesystem;
  if (directory.empty() || fs::exists(directory, error)) return;
  const fs::path parent = directory.parent_path();
  make_private_directories(parent, error);
  if (error || !fs::create_directory(directory, error)) return;
  fs::permissions(directory, fs::perms::owner_all, error);
  sync_path(parent.empty() ? fs::path{"."} : parent);
}

void sync_path(const std::filesystem::path& path) {
  require_synced(path, false);
}

void sync_and_forget(const std::filesystem::path& path) {
  require_synced(path, true);
}

}  // namespace bursar::persistence
