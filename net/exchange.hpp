#pragma once

// One request and its answer, in one place of a connection's pipeline. Lives on one I/O thread; is
// answered exactly once, at once or when the engine has answered a call. Answers leave in the order
// of their requests, whatever the order in which they are done.

#include "actors/call.hpp"
#include "ledger/identity.hpp"
#include "ledger/time.hpp"
#include "net/response.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

struct Route;
enum class Dialect : std::uint8_t;

/// An answer that goes on behind its head: what it appends to the exchange's response.body is sent
/// as it comes, until it says done(). Whoever takes too little of it is let go.
class LiveAnswer {
 public:
  virtual ~LiveAnswer() = default;
  /// Something may have become durable, or a while has passed. On the exchange's thread.
  virtual void look(ledger::Time now) = 0;
};

class Exchange {
 public:
  /// GCC 12 cannot name Exchange& here; continuations capture their exchange by reference instead.
  using Then = std::move_only_function<void(actors::Call*)>;

  virtual ~Exchange() = default;

  Response response;

  /// The answer stands in `response`.
  virtual void done() = 0;

  /// Instead, at first: the answer's head stands in `response`, perhaps with the body's beginning.
  /// It is kept until its end, also while a call of it is awaited, and is asked to look from now
  /// on.
  virtual void go_live(std::unique_ptr<LiveAnswer> live) = 0;
  /// Of a live answer: response.body has got something to send.
  virtual void grown() = 0;
  /// How many bytes of it have not gone into the socket.
  virtual std::size_t unsent() const = 0;

  /// Addresses the call to this exchange's thread. `then` runs there when the engine has answered,
  /// with the call, or with nullptr when it was lost: its outcome is unknown. Hand the call over
  /// right after. At most one call is awaited at a time; `then` may await the next.
  void await(actors::Call& call, Then then) {
    then_ = std::move(then);
    address(call);
  }

  // What the edge notes about the request while it is under way.
  const Route* route = nullptr;  // none: no such endpoint
  std::size_t route_label = 0;   // its place among Service::route_labels()
  Dialect dialect = {};          // of refusals: the row's, or what the path alone shows
  std::string_view path;         // of what the session refuses, where it could be read; until then
  std::optional<ledger::Principal> principal;
  bool session_ended = false;  // the credential is a session token of ours, and speaks no more
  std::string request_id;
  std::chrono::steady_clock::time_point started;

  void clear() {
    response.clear();
    then_ = nullptr;
    route = nullptr;
    route_label = 0;
    dialect = {};
    path = {};
    principal.reset();
    session_ended = false;
    request_id.clear();
  }

 protected:
  virtual void address(actors::Call& call) = 0;
  Then then_;
};

}  // namespace bursar::net
