#pragma once

// What the caller of one call was told, kept so that a test sees silence, an answer, a loss, or one
// too many.

#include "actors/call.hpp"
#include "ledger/check.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

namespace bursar::tests {

template <class C>
class Told {
 public:
  /// Addresses the call. The ear listens until it has heard, whoever still cares.
  explicit Told(C& call) {
    ear_->itself = ear_;
    call.address(*ear_, 0);
  }

  bool silent() const {
    const std::lock_guard lock{ear_->mutex};
    return ear_->times == 0;
  }
  bool once() const {
    const std::lock_guard lock{ear_->mutex};
    return ear_->times == 1;
  }
  bool lost() const {
    const std::lock_guard lock{ear_->mutex};
    return ear_->times == 1 && !ear_->call;
  }
  bool answered() const {
    const std::lock_guard lock{ear_->mutex};
    return ear_->times == 1 && ear_->call;
  }
  void wait() const {
    std::unique_lock lock{ear_->mutex};
    ear_->heard.wait(lock, [this] { return ear_->times > 0; });
  }

  C& call() const {
    const std::lock_guard lock{ear_->mutex};
    CHECK(ear_->call);
    return static_cast<C&>(*ear_->call);
  }
  auto& outcome() const { return call().outcome; }
  bool allowed() const { return answered() && outcome().has_value(); }
  bool refused(ledger::Errc code) const {
    return answered() && !outcome().has_value() && outcome().error().code == code;
  }

 private:
  struct Ear final : actors::Recipient {
    void answered(actors::CallPtr told, std::uint64_t) noexcept override { hear(std::move(told)); }
    void lost(std::uint64_t) noexcept override { hear(nullptr); }
    void hear(actors::CallPtr told) {
      const std::shared_ptr<Ear> kept = std::exchange(itself, nullptr);
      const std::lock_guard lock{mutex};
      ++times;
      call = std::move(told);
      heard.notify_all();
    }

    std::shared_ptr<Ear> itself;
    std::mutex mutex;
    std::condition_variable heard;
    int times = 0;
    actors::CallPtr call;
  };

  std::shared_ptr<Ear> ear_ = std::make_shared<Ear>();
};

}  // namespace bursar::tests
