#pragma once

// A table indexed by dense numbers that only grows: rows never move, so any thread reads while one
// at a time appends. A row past the end is none.

#include "ledger/check.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace bursar::actors {

template <class T>
class ChunkedTable {
 public:
  /// Makes room for rows up to `number`, this one too.
  void grow_to(std::uint64_t number) {
    CHECK(number < chunk_rows * chunks_.size());
    for (std::uint64_t chunk = size() / chunk_rows; chunk <= number / chunk_rows; ++chunk)
      if (!chunks_[chunk]) chunks_[chunk] = std::make_unique<Chunk>();
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
  static constexpr std::uint64_t chunk_rows = 4'096;
  static constexpr std::size_t chunks_max = 65'536;
  using Chunk = std::array<T, chunk_rows>;

  std::vector<std::unique_ptr<Chunk>> chunks_{chunks_max};
  std::atomic<std::uint64_t> size_ = 0;
};

}  // namespace bursar::actors
