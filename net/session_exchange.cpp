#include "net/session_exchange.hpp"

#include "net/session.hpp"

#include <utility>

namespace bursar::net {

namespace {

// A long answer's memory is given back; a common one's serves the next.
constexpr std::size_t body_bytes_kept_max = 4'096;

}  // namespace

void SessionExchange::done() {
  CHECK(!done_);
  done_ = true;
  session_.finished(live_ ? 0 : response.body.size());
}

void SessionExchange::go_live(std::unique_ptr<LiveAnswer> live) {
  CHECK(!live_ && !done_);
  response.live = true;
  live_ = std::move(live);
  session_.went_live(*this);
}

void SessionExchange::grown() {
  session_.touch();
}

std::size_t SessionExchange::unsent() const {
  return response.body.size() + session_.unsent();
}

void SessionExchange::address(actors::Call& call) {
  CHECK(!awaits_ && !done_);
  awaits_ = true;
  call.address(session_.round().answers, reinterpret_cast<std::uint64_t>(this));
}

void SessionExchange::answered(actors::Call* call) {
  CHECK(awaits_);
  awaits_ = false;
  Then then = std::exchange(then_, nullptr);
  try {
    then(call);
  } catch (...) {
    session_.fail(*this);
  }
}

void SessionExchange::reuse() {
  if (response.body.capacity() > body_bytes_kept_max) response.body = {};
  clear();
  live_.reset();
  done_ = last = head_only = false;
}

}  // namespace bursar::net
