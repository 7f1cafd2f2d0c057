#pragma once

// Where a command writes what it has to say at length: standard output, or a file that appears once
// it is complete.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

namespace bursar::commands {

class OutputFile {
 public:
  /// Standard output for an empty path. Throws persistence::Unusable when the file cannot be made,
  /// and where something stands that is no file: a directory, a pipe, a device.
  explicit OutputFile(std::filesystem::path path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Both throw persistence::Broke when not all of it can be written.
  void write(std::string_view text);
  /// The file is on disk under its own name, in the place of any that had it.
  void complete();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  [[noreturn]] void broke() const;

  std::filesystem::path path_;
  std::filesystem::path unfinished_;
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace bursar::commands
