#include "persistence/unfinished_directory.hpp"

#include "persistence/errors.hpp"
#include "persistence/synced.hpp"

#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include <sys/stat.h>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view mark = UnfinishedDirectory::mark;

void clear(const fs::path& unfinished) {
  for (const auto& entry : fs::directory_iterator{unfinished})
    if (entry.path().filename() != mark) fs::remove_all(entry.path());
}

// The mark goes last: a crash on the way leaves something that is still known as ours.
void throw_away(const fs::path& unfinished) {
  clear(unfinished);
  fs::remove_all(unfinished);
}

void require_ours(const fs::path& unfinished) {
  if (fs::exists(unfinished) && !fs::exists(unfinished / mark) && !fs::is_empty(unfinished))
    throw Unusable{unfinished.string() + " is in the way: nothing of ours is in it"};
}

/// What has taken long to make must not fail at its last step.
void require_renamable_onto(const fs::path& path) {
  if (fs::is_symlink(path))
    throw Unusable{path.string() + " is a symbolic link: name the place itself"};
  struct stat own{};
  struct stat above{};
  if (::stat(path.c_str(), &own) != 0 || ::stat(path.parent_path().c_str(), &above) != 0) return;
  if (own.st_dev != above.st_dev)
    throw Unusable{path.string() + " is where another file system begins: name a directory in it"};
}

/// Without a slash at its end, dots, or what depends on where one is.
fs::path plain(const fs::path& path) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace

fs::path UnfinishedDirectory::unfinished_name(fs::path path) {
  if (!path.has_filename()) path = path.parent_path();  // "copy/" is called "copy"
  path += ".partial";
  return path;
}

UnfinishedDirectory::UnfinishedDirectory(const fs::path& path)
    : path_{plain(path)}, unfinished_{unfinished_name(path_)} {
  try {
    if (fs::exists(path_) && !(fs::is_directory(path_) && fs::is_empty(path_)))
      throw Unusable{path_.string() + " is there and not empty"};
    require_renamable_onto(path_);
    require_ours(unfinished_);
    std::error_code error;
    make_private_directories(unfinished_, error);
    if (error) throw fs::filesystem_error{"", error};
    lock_.emplace(unfinished_, DirectoryLock::Whose::writers, mark);
    clear(unfinished_);
    std::ofstream{unfinished_ / mark} << "left by a crash; may be removed\n";
  } catch (const fs::filesystem_error& error) {
    throw Unusable{unfinished_.string() + " cannot be made: " + error.code().message()};
  }
}

UnfinishedDirectory::~UnfinishedDirectory() {
  if (completed_) return;
  try {
    throw_away(unfinished_);
  } catch (const fs::filesystem_error&) {  // NOLINT(bugprone-empty-catch)
    // What is left is thrown away by the next attempt.
  }
}

// Renaming puts it in the place of an empty directory, and of no other. The mark goes afterwards: a
// whole directory with a mark in it is whole, one without a mark under the other name is nobody's.
void UnfinishedDirectory::complete() {
  try {
    sync_all(unfinished_);
    fs::rename(unfinished_, path_);
    fs::remove(path_ / mark);
  } catch (const fs::filesystem_error& error) {
    throw Unusable{path_.string() + " cannot be made: " + error.code().message()};
  }
  completed_ = true;
  sync_path(path_);
  sync_path(unfinished_.parent_path());
}

void sync_all(const fs::path& directory) {
  for (const auto& entry : fs::recursive_directory_iterator{directory}) sync_path(entry.path());
  sync_path(directory);
}

}  // namespace bursar::persistence
