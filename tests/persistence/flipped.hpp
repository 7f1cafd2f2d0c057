#pragma once

// One bit of a file the other way round, for as long as this lives.

#include <filesystem>
#include <fstream>
#include <ios>

namespace bursar::tests {

class Flipped {
 public:
  Flipped(std::filesystem::path file, std::uint64_t at, unsigned bit)
      : file_{std::move(file)}, at_{at}, mask_{static_cast<char>(1U << bit)} {
    flip();
  }
  ~Flipped() { flip(); }
  Flipped(const Flipped&) = delete;
  Flipped& operator=(const Flipped&) = delete;

 private:
  void flip() {
    std::fstream file{file_, std::ios::in | std::ios::out | std::ios::binary};
    char byte = 0;
    file.seekg(static_cast<std::streamoff>(at_));
    file.get(byte);
    file.seekp(static_cast<std::streamoff>(at_));
    file.put(static_cast<char>(byte ^ mask_));
  }

  std::filesystem::path file_;
  std::uint64_t at_;
  char mask_;
};

}  // namespace bursar::tests
