#pragma once

// One T for every thread that asks for its own, kept by an owner that outlives what they do with
// it. Asking again costs a comparison.

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace bursar::actors {

template <class T>
class PerThread {
 public:
  PerThread() = default;
  PerThread(const PerThread&) = delete;
  PerThread& operator=(const PerThread&) = delete;

  /// This thread's, if it is the one that this thread asked for last.
  T* found() const { return last_asked_.owner == number_ ? last_asked_.value : nullptr; }

  /// This thread's; made of `arguments` when it has none yet.
  template <class... Arguments>
  T& own(Arguments&&... arguments) {
    if (T* const value = found()) return *value;
    const std::lock_guard lock{mutex_};
    T& value = find_or_make(std::forward<Arguments>(arguments)...);
    last_asked_ = {.owner = number_, .value = &value};
    return value;
  }

  /// Every thread's, while no thread works with its own.
  template <class F>
  void each(F visit) {
    const std::lock_guard lock{mutex_};
    for (const auto& [thread, value] : values_) visit(*value);
  }

 private:
  struct LastAsked {
    std::uint64_t owner = 0;
    T* value = nullptr;
  };

  // An owner's address may come again after it is gone, its number never.
  static std::uint64_t next_number() {
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
  }

  template <class... Arguments>
  T& find_or_make(Arguments&&... arguments) {
    const std::thread::id self = std::this_thread::get_id();
    for (const auto& [thread, value] : values_)
      if (thread == self) return *value;
    return *values_.emplace_back(self, std::make_unique<T>(std::forward<Arguments>(arguments)...))
                .second;
  }

  static inline thread_local LastAsked last_asked_;

  const std::uint64_t number_ = next_number();
  std::mutex mutex_;
  std::vector<std::pair<std::thread::id, std::unique_ptr<T>>> values_;
};

}  // namespace bursar::actors
