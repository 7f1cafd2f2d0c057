// A session whose last answer goes on.

#include "net/session.hpp"

#include <utility>

namespace bursar::net {

void Session::went_live(SessionExchange& exchange) {
  CHECK(live_ == nullptr);
  live_ = &exchange;
  last_ = true;
  round_.add_live(*this);
  touch();
}

void Session::look() {
  if (live_ == nullptr || closed_ || round_.stopping || live_->head_only) return;
  try {
    live_->live()->look(round_.received());
  } catch (...) {
    fail(*live_);
  }
}

// Its head goes first, then what has come since. It ends by itself or, while it awaits nothing,
// with the connection.
void Session::append_live(SessionExchange& exchange) {
  if (!closed_ && !final_) {
    if (!std::exchange(live_begun_, true))
      append(exchange);
    else
      out_.append(exchange.response.body);
  }
  exchange.response.body.clear();
  const bool ends = closed_ || round_.stopping || exchange.head_only;
  if (ends && !exchange.awaits() && !exchange.is_done()) exchange.done();
  final_ = final_ || exchange.is_done();
}

void Session::end_live() {
  live_ = nullptr;
  live_begun_ = false;
  round_.remove_live(*this);
}

}  // namespace bursar::net
