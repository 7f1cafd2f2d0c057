#pragma once

// The journal's line: calls in the order in which their effects were decided. Any thread appends,
// without a lock or an allocation, and one takes all. What is left at the end is lost.

#include "actors/call.hpp"

#include <atomic>
#include <utility>
#include <vector>

namespace bursar::actors {

class JournalQueue {
 public:
  JournalQueue() = default;
  JournalQueue(const JournalQueue&) = delete;
  JournalQueue& operator=(const JournalQueue&) = delete;
  ~JournalQueue() { take(); }

  /// Whether the queue was empty: then somebody has to wake whoever takes.
  bool push(CallPtr call) {
    Call* const top = call.get();
    CHECK(!top->itself_);
    top->itself_ = std::move(call);
    Call* below = top_.load(std::memory_order_relaxed);
    do top->next_ = below;
    while (!top_.compare_exchange_weak(below, top, std::memory_order_acq_rel));
    return below == nullptr;
  }

  /// Everything, first come first.
  std::vector<CallPtr> take() {
    Call* const newest = top_.exchange(nullptr, std::memory_order_acq_rel);
    std::size_t count = 0;
    for (const Call* call = newest; call != nullptr; call = call->next_) ++count;
    std::vector<CallPtr> calls(count);
    for (Call* call = newest; call != nullptr; call = std::exchange(call->next_, nullptr))
      calls[--count] = std::move(call->itself_);
    return calls;
  }

  bool empty() const { return top_.load(std::memory_order_acquire) == nullptr; }

 private:
  std::atomic<Call*> top_ = nullptr;
};

}  // namespace bursar::actors
