#pragma once

// One immutable file of sorted rows, opened: its filter and the first hash of every block are in
// memory, so that a look-up reads nothing or one block. Any thread looks.

#include "persistence/key_filter.hpp"
#include "persistence/key_row.hpp"
#include "persistence/key_run_format.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace bursar::persistence {

/// Throws Unusable, naming the file and why, as errno has it.
[[noreturn]] void cannot(const char* deed, const std::filesystem::path& file);

class KeyRun {
 public:
  /// Throws Corrupt when the file is not whole or not of that journal, Unusable when it cannot be
  /// opened.
  KeyRun(std::filesystem::path file, const JournalMark& journal);
  ~KeyRun();
  KeyRun(const KeyRun&) = delete;
  KeyRun& operator=(const KeyRun&) = delete;

  bool may_hold(std::uint64_t hash) const { return filter_.may_hold(hash); }
  void prefetch(std::uint64_t hash) const { filter_.prefetch(hash); }
  /// The places of all rows with that hash, by reading. Throws Corrupt when a block is not
  /// what was written; the run is damaged() then.
  std::vector<ledger::Sequence> find(std::uint64_t hash) const;
  /// The rows of one block, in order. Throws Corrupt as find does.
  std::vector<KeyRow> block(std::uint64_t number) const;

  const KeySpan& span() const { return header_.span; }
  std::uint64_t rows() const { return header_.rows; }
  std::uint64_t blocks() const { return header_.blocks; }
  std::size_t memory_bytes() const;
  bool damaged() const { return damaged_.load(std::memory_order_relaxed); }
  const std::filesystem::path& file() const { return file_; }

 private:
  void read(void* into, std::size_t bytes, std::uint64_t from) const;
  [[noreturn]] void damage(const char* what) const;
  void open(const JournalMark& journal);

  std::filesystem::path file_;
  int descriptor_ = -1;
  KeyRunHeader header_;
  std::vector<std::uint64_t> fences_;
  KeyFilter filter_{0};
  mutable std::atomic<bool> damaged_ = false;
};

}  // namespace bursar::persistence
