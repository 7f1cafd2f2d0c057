#include "persistence/key_sets.hpp"

namespace bursar::persistence {

const KeySet& KeySets::now() const {
  struct Last {
    std::uint64_t version = 0;
    std::shared_ptr<const KeySet> set;
  };
  thread_local Last last;
  if (last.version != version_.load(std::memory_order_acquire)) {
    const std::lock_guard lock{mutex_};
    last = {version_.load(std::memory_order_relaxed), current_};
  }
  return *last.set;
}

std::uint64_t KeySets::next_version() {
  static std::atomic<std::uint64_t> versions = 0;
  return ++versions;
}

}  // namespace bursar::persistence
