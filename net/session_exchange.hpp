#pragma once

// One place in a session's pipeline. Its address is the ticket of the call it awaits; the session
// stays alive until that call is answered or lost.

#include "net/exchange.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace bursar::net {

class Session;

class SessionExchange final : public Exchange {
 public:
  explicit SessionExchange(Session& session) : session_{session} {}

  static SessionExchange& of(std::uint64_t ticket) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): a ticket is an address there and back.
    return *reinterpret_cast<SessionExchange*>(ticket);
  }

  void done() override;
  void go_live(std::unique_ptr<LiveAnswer> live) override;
  void grown() override;
  std::size_t unsent() const override;
  /// Goes on with what was to be done then; a null call was lost.
  void answered(actors::Call* call);

  bool is_done() const { return done_; }
  bool awaits() const { return awaits_; }
  LiveAnswer* live() const { return live_.get(); }

  bool last = false;       // the connection ends with this answer
  bool head_only = false;  // the answer's body is not sent

  /// Empty, for the next request.
  void reuse();

 protected:
  void address(actors::Call& call) override;

 private:
  Session& session_;
  std::unique_ptr<LiveAnswer> live_;  // none: the answer comes at once
  bool done_ = false;
  bool awaits_ = false;
};

}  // namespace bursar::net
