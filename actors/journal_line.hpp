#pragma once

// The way into the journal for everybody but its writer: the queue, and who wakes the writer when.

#include "actors/journal_queue.hpp"
#include "actors/protocol.hpp"

#include <atomic>
#include <cstdint>
#include <utility>

#include <caf/send.hpp>

namespace bursar::actors {

/// at_round_end: the threads that hand calls over run the actors too, and wake the writer once for
/// all that a round has put into the line.
enum class Waking : std::uint8_t { at_once, at_round_end };

class JournalLine {
 public:
  explicit JournalLine(Waking waking) : waking_{waking} {}

  /// Before anything is appended.
  void serve(JournalWriter writer) { writer_ = std::move(writer); }
  void close() { writer_ = JournalWriter{}; }

  void append(CallPtr call) {
    if (!queue_.push(std::move(call))) return;
    if (waking_ == Waking::at_once)
      caf::anon_send(writer_, Flush{});
    else
      due_.store(true, std::memory_order_release);
  }

  void end_round() {
    if (due_.load(std::memory_order_acquire) && due_.exchange(false, std::memory_order_acq_rel))
      caf::anon_send(writer_, Flush{});
  }

  JournalQueue& queue() { return queue_; }

 private:
  const Waking waking_;
  std::atomic<bool> due_ = false;
  JournalQueue queue_;
  JournalWriter writer_;
};

}  // namespace bursar::actors
