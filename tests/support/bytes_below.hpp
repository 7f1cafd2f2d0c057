#pragma once

// A directory as it is on disk, to be compared with what it was.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace bursar::tests {

/// Every file and directory below, by its path; a file with its bytes.
inline std::map<std::string, std::string> bytes_below(const std::filesystem::path& directory) {
  std::map<std::string, std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{directory}) {
    std::string& bytes = found[entry.path().string()];
    if (!entry.is_regular_file()) continue;
    std::ifstream in{entry.path()};
    bytes.assign(std::istreambuf_iterator<char>{in}, {});
  }
  return found;
}

}  // namespace bursar::tests
