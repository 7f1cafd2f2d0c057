#pragma once

// An exchange whose client waits for the engine, where a session would go on serving others.

#include "actors/engine.hpp"
#include "ledger/check.hpp"
#include "net/exchange.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace bursar::tests {

class WaitingExchange : public net::Exchange, public actors::Recipient {
 public:
  explicit WaitingExchange(actors::Engine& engine) : engine_{engine} {}

  bool is_done() const { return done_; }
  bool awaits() const { return static_cast<bool>(then_); }
  /// Waits for the answer of what it awaits, and goes on with it.
  void go_on() {
    CHECK(awaits());
    engine_.end_round();
    actors::CallPtr call;
    {
      std::unique_lock lock{mutex_};
      heard_.wait(lock, [this] { return told_; });
      told_ = false;
      call = std::move(call_);
    }
    Then then = std::exchange(then_, nullptr);
    then(call.get());
  }

  void done() override { done_ = true; }
  void go_live(std::unique_ptr<net::LiveAnswer> live) override { live_ = std::move(live); }
  void grown() override {}
  std::size_t unsent() const override { return response.body.size(); }

  void answered(actors::CallPtr call, std::uint64_t) noexcept override { hear(std::move(call)); }
  void lost(std::uint64_t) noexcept override { hear(nullptr); }

 protected:
  void address(actors::Call& call) override { call.address(*this, 0); }

  std::unique_ptr<net::LiveAnswer> live_;

 private:
  void hear(actors::CallPtr call) {
    const std::lock_guard lock{mutex_};
    call_ = std::move(call);
    told_ = true;
    heard_.notify_all();
  }

  actors::Engine& engine_;
  std::mutex mutex_;
  std::condition_variable heard_;
  actors::CallPtr call_;
  bool told_ = false;
  bool done_ = false;
};

}  // namespace bursar::tests
