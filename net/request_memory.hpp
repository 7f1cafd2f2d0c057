#pragma once

// What the requests that are arriving may take of memory, over all connections of a server. Taken
// as the bytes arrive, not as they are announced. For any thread.

#include <atomic>
#include <cstddef>

namespace bursar::net {

class RequestMemory {
 public:
  explicit RequestMemory(std::size_t bytes_max) : bytes_max_{bytes_max} {}

  /// False: so much is not left, and nothing was taken.
  bool take(std::size_t bytes) {
    if (bytes_.fetch_add(bytes, std::memory_order_relaxed) + bytes <= bytes_max_) return true;
    give_back(bytes);
    return false;
  }
  void give_back(std::size_t bytes) { bytes_.fetch_sub(bytes, std::memory_order_relaxed); }

  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  const std::size_t bytes_max_;
  std::atomic<std::size_t> bytes_{0};
};

}  // namespace bursar::net
