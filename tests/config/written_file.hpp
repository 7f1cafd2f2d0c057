#pragma once

// A file of the test's own with a given text, gone when the test is.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace bursar::tests {

class WrittenFile {
 public:
  explicit WrittenFile(std::string_view text) {
    std::string name = (std::filesystem::temp_directory_path() / "bursar-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no directory for the test"};
    directory_ = name;
    std::ofstream{path()} << text;
  }
  ~WrittenFile() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;

  std::filesystem::path path() const { return directory_ / "bursar.toml"; }

 private:
  std::filesystem::path directory_;
};

}  // namespace bursar::tests
