#pragma once

// Writes one run file: rows in order, then finish(). Under a temporary name until all of it is on
// disk, so a file with a run's name is whole, or was damaged later.

#include "persistence/key_filter.hpp"
#include "persistence/key_run_format.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace bursar::persistence {

class KeyRunWriter {
 public:
  /// `rows` is how many will be added. Throws Unusable, as the others do.
  KeyRunWriter(const std::filesystem::path& directory, const JournalMark& journal,
               const KeySpan& span, std::uint64_t rows);
  /// Without finish() nothing is left.
  ~KeyRunWriter();
  KeyRunWriter(const KeyRunWriter&) = delete;
  KeyRunWriter& operator=(const KeyRunWriter&) = delete;

  void add(const KeyRow& row);
  /// Durable under its name when this returns it.
  std::filesystem::path finish();

 private:
  void end_block();
  void write(const void* from, std::size_t bytes);
  void flush();
  void put(std::span<const std::byte> left) const;

  std::filesystem::path file_;
  std::filesystem::path unfinished_;
  int descriptor_ = -1;
  KeyRunHeader header_;
  KeyBlock block_;
  std::size_t rows_in_this_ = 0;
  std::vector<std::uint64_t> fences_;
  KeyFilter filter_;
  std::vector<std::byte> buffer_;
};

/// What an unfinished file's name ends with.
constexpr const char* unfinished_suffix = ".new";
/// What a finished one's ends with.
constexpr const char* key_run_suffix = ".keys";

}  // namespace bursar::persistence
