#pragma once

// Tells whoever looks after webhooks that there may be something new, once until that has looked,
// and only while there are any. From any thread, for as long as somebody hears it.

#include "actors/protocol.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include <caf/send.hpp>

namespace bursar::actors {

class WebhookBell {
 public:
  /// Whoever hears it begins on a thread of its own, perhaps once all is over: then it is not held.
  void serve(Webhooks hears) {
    const std::lock_guard lock{mutex_};
    if (!closed_) hears_ = std::move(hears);
  }
  void close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    hears_ = Webhooks{};
  }
  void want(bool on) { wanted_.store(on); }

  void ring() {
    if (!wanted_.load(std::memory_order_relaxed) || rung_.exchange(true)) return;
    tell(NewEvents{});
  }
  void heard() { rung_.store(false); }
  template <class Message>
  void tell(Message&& message) {
    const std::lock_guard lock{mutex_};
    if (hears_) caf::anon_send(hears_, std::forward<Message>(message));
  }

 private:
  std::atomic<bool> wanted_ = false;
  std::atomic<bool> rung_ = false;
  std::mutex mutex_;
  bool closed_ = false;
  Webhooks hears_;
};

/// What is done after a batch, and the bell is rung.
inline std::function<void()> ringing(std::shared_ptr<WebhookBell> bell,
                                     std::function<void()> after) {
  return [bell = std::move(bell), after = std::move(after)] {
    bell->ring();
    after();
  };
}

}  // namespace bursar::actors
