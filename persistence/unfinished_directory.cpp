#include "persistence/unfinished_directory.hpp"

#include "persistence/errors.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view mark = "unfinished";  // a file that says: this is ours to throw away

void sync(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  int error = file < 0 ? errno : 0;
  if (file >= 0 && ::fsync(file) != 0) error = errno;
  if (file >= 0) ::close(file);
  if (error != 0) throw Unusable{path.string() + " cannot be synced: " + std::strerror(error)};
}

void clear_remains(const fs::path& unfinished) {
  if (!fs::exists(unfinished)) return;
  if (!fs::exists(unfinished / mark) && !fs::is_empty(unfinished))
    throw Unusable{unfinished.string() + " is in the way: nothing of ours is in it"};
  fs::remove_all(unfinished);
}

}  // namespace

fs::path UnfinishedDirectory::unfinished_name(fs::path path) {
  if (!path.has_filename()) path = path.parent_path();  // "copy/" is called "copy"
  path += ".partial";
  return path;
}

UnfinishedDirectory::UnfinishedDirectory(fs::path path)
    : path_{std::move(path)}, unfinished_{unfinished_name(path_)} {
  try {
    if (fs::exists(path_) && !(fs::is_directory(path_) && fs::is_empty(path_)))
      throw Unusable{path_.string() + " is there and not empty"};
    clear_remains(unfinished_);
    fs::create_directories(unfinished_);
    fs::permissions(unfinished_, fs::perms::owner_all);
    std::ofstream{unfinished_ / mark} << "left by a crash; may be removed\n";
  } catch (const fs::filesystem_error& error) {
    throw Unusable{unfinished_.string() + " cannot be made: " + error.code().message()};
  }
}

UnfinishedDirectory::~UnfinishedDirectory() {
  std::error_code ignored;
  if (!completed_) fs::remove_all(unfinished_, ignored);
}

// Renaming puts it in the place of an empty directory, and of no other.
void UnfinishedDirectory::complete() {
  try {
    fs::remove(unfinished_ / mark);
    sync_all(unfinished_);
    fs::rename(unfinished_, path_.has_filename() ? path_ : path_.parent_path());
  } catch (const fs::filesystem_error& error) {
    throw Unusable{path_.string() + " cannot be made: " + error.code().message()};
  }
  completed_ = true;
  const fs::path parent = fs::absolute(unfinished_).parent_path();
  sync(parent);
}

void sync_all(const fs::path& directory) {
  for (const auto& entry : fs::recursive_directory_iterator{directory}) sync(entry.path());
  sync(directory);
}

}  // namespace bursar::persistence
