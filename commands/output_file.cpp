#include "commands/output_file.hpp"

#include "persistence/errors.hpp"
#include "persistence/synced.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace bursar::commands {

namespace fs = std::filesystem;

OutputFile::OutputFile(fs::path path) : path_{std::move(path)} {
  if (path_.empty()) return;
  std::error_code error;
  const fs::file_status there = fs::status(path_, error);
  if (fs::exists(there) && !fs::is_regular_file(there))
    throw persistence::Unusable{path_.string() + " is no file that could be replaced"};
  unfinished_ = path_;
  unfinished_ += ".partial";
  file_.reset(std::fopen(unfinished_.c_str(), "wb"));
  if (!file_)
    throw persistence::Unusable{unfinished_.string() +
                                " cannot be written: " + std::strerror(errno)};
  fs::permissions(unfinished_, fs::perms::owner_read | fs::perms::owner_write);
}

OutputFile::~OutputFile() {
  std::error_code ignored;
  if (file_) fs::remove(unfinished_, ignored);
}

void OutputFile::write(std::string_view text) {
  std::FILE* const to = file_ ? file_.get() : stdout;
  if (std::fwrite(text.data(), 1, text.size(), to) != text.size()) broke();
}

void OutputFile::complete() {
  if (!file_) {
    if (std::fflush(stdout) != 0) broke();
    return;
  }
  if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) broke();
  if (std::rename(unfinished_.c_str(), path_.c_str()) != 0) broke();
  file_.reset();
  persistence::sync_path(fs::absolute(path_).parent_path());
}

void OutputFile::broke() const {
  throw persistence::Broke{(path_.empty() ? "standard output" : path_.string()) +
                           " cannot be written: " + std::strerror(errno)};
}

}  // namespace bursar::commands
