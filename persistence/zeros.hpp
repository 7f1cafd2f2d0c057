#pragma once

// Zeros in a file, from a place on that is past everything else: real ones, because a block that is
// merely reserved is converted, and so journalled, when it is first written. They go past the page
// cache where the file system can do that. Knows nothing of who else writes to the file.

#include <cstdint>
#include <filesystem>
#include <memory>

namespace bursar::persistence {

class Zeros {
 public:
  static constexpr std::uint64_t page_bytes = 4'096;
  static constexpr std::uint64_t whole_pages(std::uint64_t bytes) {
    return (bytes + page_bytes - 1) / page_bytes * page_bytes;
  }

  /// A file that cannot be opened gets none.
  explicit Zeros(const std::filesystem::path& file);
  ~Zeros();
  Zeros(const Zeros&) = delete;
  Zeros& operator=(const Zeros&) = delete;

  /// Where the file ends, in whole pages.
  std::uint64_t end() const;

  /// Whether the file system has that much, and `keep_free_bytes` more.
  bool room_for(std::uint64_t bytes, std::uint64_t keep_free_bytes) const;

  /// Both on page boundaries. When it returns they are on disk, with the file's new size.
  enum class Written : std::uint8_t { all, not_all, not_synced };
  Written write(std::uint64_t from, std::uint64_t until) const;

  /// Where it fails they stay, which costs room and nothing else.
  void cut(std::uint64_t end) const;

 private:
  struct Block;

  bool put(std::uint64_t from, std::uint64_t until) const;

  int file_;
  std::unique_ptr<const Block> block_;
};

}  // namespace bursar::persistence
