#include "net/session.hpp"

#include "telemetry/log.hpp"

#include <exception>
#include <utility>

#include <boost/asio/error.hpp>

namespace bursar::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// For a body up to this its sender need not be known before it has come.
constexpr std::size_t body_bytes_of_anybody_max = 65'536;
// Whose finished answers come to this much is served no more until they are on their way: the sum
// over all requests in flight would else be the largest answer times pipelined_max.
constexpr std::size_t waiting_bytes_max = 65'536;
// A handshake is counted as a request's head would be that came to the same end.
constexpr int status_of_nonsense = 400;
constexpr int status_of_delay = 408;

}  // namespace

Session::Session(Socket socket, const crypto::TlsIdentity* identity, SessionPeer peer,
                 SessionRound& round)
    : stream_{std::move(socket), identity},
      peer_{std::move(peer)},
      round_{round},
      buffer_{round.memory},
      exchanges_(round.options.pipelined_max),
      since_{round.now()} {}

void Session::finished(std::size_t bytes) {
  waiting_bytes_ += bytes;
  round_.waiting_bytes += bytes;
  touch();
}

void Session::touch() {
  if (std::exchange(touched_, true)) return;
  round_.touched.push_back(this);
}

void Session::settle() {
  touched_ = false;
  collect_answers();
  if (closed_) return;
  if (continue_wanted_ && in_flight_ == 0 && out_.open()) {
    out_.append("HTTP/1.1 100 Continue\r\n\r\n");
    continue_wanted_ = false;
  }
  flush();
  if (live_ != nullptr && out_.empty()) look();  // what it waited to go on with
  round_.count_answered();
  serve_received();  // what the bound on requests in flight held back
  go_on();
}

// --- Reading and serving.

void Session::arrived(bool ended) {
  stream_.arrived(ended);
  if (ended && live_ != nullptr) return close();  // nobody is left to hear it
  if (listening_) want_turn();
}

void Session::listen() {
  listening_ = true;
  if (stream_.readable()) want_turn();
}

void Session::want_turn() {
  if (!std::exchange(has_turn_, true)) round_.turns.push_back(this);
}

void Session::take_turn() {
  has_turn_ = false;
  read();
}

void Session::read() {
  listening_ = false;
  touch();
  while (stream_.readable() && !closed_ && receive()) {
    if (leaving_) return buffer_.discard();
    serve_received();
    if (!may_serve()) return;
  }
}

bool Session::receive() {
  using Received = SessionStream::Received;
  const auto room = buffer_.prepare(message_bytes_);
  if (room.empty()) return refuse(FramingError::overloaded), false;
  std::size_t bytes = 0;
  switch (stream_.receive(room, bytes)) {
    case Received::bytes:
      buffer_.commit(bytes);
      note_progress(bytes);
      return true;
    case Received::nothing:
      return false;
    case Received::wants_room:
      if (!writing_) await_writable();
      return false;
    case Received::end:
      ended_ = true;
      return false;
    case Received::plain_http:
      refuse(FramingError::plain_http);
      return false;
    case Received::bad_tls:
      end_unheard();
      return false;
    case Received::error:
      close();
      return false;
  }
  return false;
}

void Session::note_progress(std::size_t bytes) {
  const std::size_t now = buffer_.unread().size();
  if (wait_ != SessionWait::body || message_bytes_ == 0) return;
  if (now / progress_bytes != (now - bytes) / progress_bytes) since_ = round_.now();
}

// The client was told what is wrong in words of TLS; no answer could reach it.
void Session::end_unheard() {
  round_.count(status_of_nonsense);
  continue_wanted_ = false;
  out_.clear();
  buffer_.discard();
  last_ = final_ = true;
}

bool Session::may_serve() const {
  return !closed_ && !last_ && !final_ && out_.empty() && in_flight_ < exchanges_.size() &&
         waiting_bytes_ < waiting_bytes_max;
}

void Session::serve_received() {
  while (may_serve() && serve_one()) continue;
}

bool Session::serve_one() {
  const std::string_view bytes = buffer_.unread();
  if (bytes.empty() || bytes.size() < message_bytes_) return false;
  if (message_bytes_ == 0) {
    const auto state = scan_.scan(bytes, framing_limits(round_.options));
    if (state == HeadScan::State::incomplete) return false;
    if (state == HeadScan::State::refused) return refuse(scan_.error()), false;
  }
  const std::size_t head_bytes = scan_.head_bytes();
  const auto head = parse_head(bytes.substr(0, head_bytes));
  if (!head) return refuse(head.error()), false;

  if (head->body_bytes > 0 && !within_limit(*head)) return false;
  if (bytes.size() < head_bytes + head->body_bytes) {
    if (head->body_bytes > body_bytes_of_anybody_max && !admitted(*head)) return false;
    message_bytes_ = head_bytes + head->body_bytes;
    continue_wanted_ = head->expects_continue && bytes.size() == head_bytes;
    return false;
  }
  serve(*head, bytes.substr(head_bytes, head->body_bytes));
  return true;
}

bool Session::within_limit(const SessionHead& head) {
  const Request& request = head.request;
  const BodyLimit limit = round_.service.body_limit(request.verb, request.path);
  if (head.body_bytes <= limit.bytes) return true;
  refuse({.error = FramingError::body_too_large,
          .bound = limit.bytes,
          .body_bytes = head.body_bytes,
          .setting = limit.setting},
         request.path);
  return false;
}

bool Session::admitted(const SessionHead& head) {
  SessionExchange& exchange = next_exchange();
  try {
    if (round_.service.admits(asked(head), exchange)) {
      exchange.reuse();
      --in_flight_;
      return true;
    }
  } catch (...) {
    fail(exchange);
  }
  exchange.last = last_ = true;
  buffer_.discard();
  return false;
}

void Session::serve(const SessionHead& head, std::string_view body) {
  buffer_.consume(scan_.head_bytes() + head.body_bytes);  // the bytes stay while they are served
  scan_ = {};
  message_bytes_ = 0;
  continue_wanted_ = false;

  SessionExchange& exchange = next_exchange();
  exchange.last = last_ = head.close;
  exchange.head_only = head.head_only;
  Request request = asked(head);
  request.body = body;
  round_.handed_over = true;
  try {
    round_.service.serve(request, exchange);
  } catch (...) {
    fail(exchange);
  }
  buffer_.rest();
}

Request Session::asked(const SessionHead& head) {
  Request request = head.request;
  request.peer_address = peer_.of(head.text);
  request.door = peer_.door();
  request.received = round_.received();
  return request;
}

void Session::refuse(FramingError error) {
  refuse({.error = error, .bound = bound_of(error, round_.options)});
}

void Session::refuse(const FramingRefusal& refusal, std::string_view path) {
  SessionExchange& exchange = next_exchange();
  exchange.path = path;
  exchange.last = last_ = true;
  try {
    round_.service.refuse(refusal, exchange);
    if (!exchange.is_done()) exchange.done();
  } catch (...) {
    fail(exchange);
  }
  buffer_.discard();
}

SessionExchange& Session::next_exchange() {
  auto& exchange = exchanges_[(oldest_ + in_flight_) % exchanges_.size()];
  if (exchange == nullptr) exchange = std::make_unique<SessionExchange>(*this);
  ++in_flight_;
  exchange->started = round_.now();
  wait_ = SessionWait::answers;
  since_ = exchange->started;
  return *exchange;
}

void Session::fail(SessionExchange& exchange) noexcept {
  try {
    throw;
  } catch (const std::exception& error) {
    telemetry::log(telemetry::Level::error, "request_failed", {{"why", error.what()}});
  } catch (...) {
    telemetry::log(telemetry::Level::error, "request_failed");
  }
  close();
  if (!exchange.awaits() && !exchange.is_done()) exchange.done();
}

// --- Answering.

void Session::collect_answers() {
  while (in_flight_ > 0 && out_.open()) {
    SessionExchange& exchange = *exchanges_[oldest_];
    const bool live = exchange.live() != nullptr;
    if (live) append_live(exchange);
    if (!exchange.is_done()) return;
    if (live)
      end_live();
    else if (!closed_ && !final_)
      append(exchange);
    waiting_bytes_ -= exchange.response.body.size();
    round_.waiting_bytes -= exchange.response.body.size();
    exchange.reuse();
    oldest_ = (oldest_ + 1) % exchanges_.size();
    --in_flight_;
  }
}

void Session::append(SessionExchange& exchange) {
  const Response& response = exchange.response;
  const bool last = exchange.last || response.close || (round_.stopping && in_flight_ == 1);
  final_ = last && !response.live;
  out_.append(response, {.close = last || response.live,
                         .head_only = exchange.head_only,
                         .standing_fields = round_.standing_fields(stream_.sealed())});
  round_.answered.push_back({exchange.route_label, response.status, exchange.started});
}

void Session::flush() {
  if (closed_ || writing_ || out_.empty()) return;
  const bool held_back = !out_.open();
  const std::size_t before = out_.bytes_sent();
  const error_code ec = out_.send(stream_);
  if (ec && ec != asio::error::would_block) return close();
  if (out_.empty()) {
    if (held_back) touch();  // for what could not be appended
    return;
  }
  if (before / progress_bytes != out_.bytes_sent() / progress_bytes) since_ = round_.now();
  await_writable();
}

void Session::await_writable() {
  writing_ = true;
  stream_.socket().async_wait(Socket::wait_write, [self = shared_from_this()](error_code) {
    self->writing_ = false;
    self->stream_.may_write();
    if (!self->closed_) self->touch();
  });
}

void Session::go_on() {
  if (closed_) return;
  if (leaving_) return ended_ ? close() : listen();
  if (!out_.empty()) return wait_for(SessionWait::write);
  if (final_) return say_goodbye();
  if (in_flight_ > 0) return wait_for(SessionWait::answers);
  if (ended_ || (round_.stopping && message_bytes_ == 0)) return close();
  wait_for(reading_wait());
  listen();
}

void Session::say_goodbye() {
  if (ended_) return close();
  error_code ec;
  stream_.finish(ec);
  if (ec) return close();
  leaving_ = true;
  buffer_.discard();
  wait_for(SessionWait::goodbye);
  listen();
}

// --- Deadlines and the end.

void Session::wait_for(SessionWait wait) {
  if (std::exchange(wait_, wait) != wait) since_ = round_.now();
}

SessionWait Session::reading_wait() const {
  if (message_bytes_ > 0) return SessionWait::body;
  if (!buffer_.unread().empty()) return SessionWait::head;
  return wait_ == SessionWait::first_byte ? SessionWait::first_byte : SessionWait::next_request;
}

bool Session::overdue() const {
  return round_.now() - since_ > deadline(wait_, round_.options, round_.stopping);
}

void Session::sweep() {
  look();
  if (closed_ || !overdue()) return;
  if (wait_ == SessionWait::answers) {
    if (may_serve() && !ended_) listen();
  } else if (wait_ == SessionWait::head) {
    refuse(FramingError::header_timeout);
  } else if (wait_ == SessionWait::body) {
    refuse(FramingError::body_timeout);
  } else {
    if (stream_.shaking_hands()) round_.count(status_of_delay);
    close();
  }
}

void Session::wind_down() {
  if (closed_) return;
  error_code ec;
  ec = stream_.socket().cancel(ec);
  touch();
  if (!listening_) return;
  stream_.arrived(false);  // what has come by now is still served
  read();
}

void Session::close() {
  if (std::exchange(closed_, true)) return;
  stream_.close();
  out_.clear();
  buffer_.discard();
  touch();
}

}  // namespace bursar::net
