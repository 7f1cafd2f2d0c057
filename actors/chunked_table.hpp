#pragma once

// A table indexed by dense numbers that only grows: rows never move, so any thread reads while one
// at a time appends. A row past the end is none.

#include "ledger/check.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bursar::actors {

template <class T>
class ChunkedTable {
  static constexpr std::uint64_t chunk_rows = 4'096;
  static constexpr std::size_t chunks_max = 65'536;
  using Chunk = std::array<T, chunk_rows>;

 public:
  ChunkedTable() = default;
  ChunkedTable(const ChunkedTable&) = delete;
  ChunkedTable& operator=(const ChunkedTable&) = delete;
  ~ChunkedTable() {
    for (Chunk* chunk : chunks_) {
      if (chunk == nullptr) break;
      delete chunk;
    }
  }

  /// Makes room for rows up to `number`, this one too.
  void grow_to(std::uint64_t number) {
    CHECK(number < chunk_rows * chunks_.size());
    for (std::uint64_t chunk = size() / chunk_rows; chunk <= number / chunk_rows; ++chunk)
      if (chunks_[chunk] == nullptr) chunks_[chunk] = new Chunk{};
    if (number >= size()) size_.store(number + 1, std::memory_order_release);
  }

  T* find(std::uint64_t number) {
    return number < size() ? &(*chunks_[number / chunk_rows])[number % chunk_rows] : nullptr;
  }
  const T* find(std::uint64_t number) const {
    return number < size() ? &(*chunks_[number / chunk_rows])[number % chunk_rows] : nullptr;
  }

  std::uint64_t size() const { return size_.load(std::memory_order_acquire); }

 private:
  // Owned, filled from the front. Plain pointers, since to end a small engine would else be to look
  // at 65,536 places of each table.
  std::vector<Chunk*> chunks_ = std::vector<Chunk*>(chunks_max);
  std::atomic<std::uint64_t> size_ = 0;
};

}  // namespace bursar::actors
