#pragma once

// How many idempotency keys all wallets together remember. At the bound a fresh key is refused:
// nothing is forgotten to make room.

#include <atomic>
#include <cstddef>

namespace bursar::actors {

class KeyPlaces {
 public:
  explicit KeyPlaces(std::size_t keys_max) : max_{keys_max} {}

  bool try_take() {
    if (taken_.fetch_add(1, std::memory_order_relaxed) < max_) return true;
    give_back(1);
    return false;
  }
  /// At the start: keys that the journal holds, however many may be had.
  void load(std::size_t count) { taken_.fetch_add(count, std::memory_order_relaxed); }
  void give_back(std::size_t count) { taken_.fetch_sub(count, std::memory_order_relaxed); }

  std::size_t taken() const { return taken_.load(std::memory_order_relaxed); }

 private:
  const std::size_t max_;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace bursar::actors
