#include "tests/net/sockets.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bursar::net {

namespace {

constexpr std::chrono::seconds patience{10};

std::string_view word(Verb verb) {
  switch (verb) {
    case Verb::get:
      return "GET";
    case Verb::post:
      return "POST";
    case Verb::put:
      return "PUT";
    case Verb::patch:
      return "PATCH";
    case Verb::del:
      return "DELETE";
    case Verb::other:
      return "OTHER";
  }
  return "";
}

int status_of(FramingError error) {
  static const std::map<FramingError, int> others = {
      {FramingError::transfer_encoding, 501}, {FramingError::headers_too_large, 431},
      {FramingError::too_many_fields, 431},   {FramingError::uri_too_long, 414},
      {FramingError::body_too_large, 413},    {FramingError::header_timeout, 408},
      {FramingError::body_timeout, 408},      {FramingError::overloaded, 503}};
  const auto other = others.find(error);
  return other == others.end() ? 400 : other->second;
}

/// Goes on with the text of each call that is answered, until one says "end" or is lost; a patient
/// one only when all that it has said is on its way.
class LiveText final : public LiveAnswer {
 public:
  LiveText(Exchange& exchange, bool patient, std::function<void(Exchange::Then)> ask)
      : exchange_{exchange}, patient_{patient}, ask_{std::move(ask)} {}

  void look(ledger::Time) override {
    if (asking_ || ended_ || (patient_ && exchange_.unsent() > 0)) return;
    asking_ = true;
    ask_([this](actors::Call* call) {
      asking_ = false;
      const std::string text = call == nullptr ? "end" : dynamic_cast<FakeCall&>(*call).text;
      ended_ = text == "end";
      if (ended_) return exchange_.done();
      exchange_.response.body.append(text);
      exchange_.grown();
    });
  }

 private:
  Exchange& exchange_;
  const bool patient_;
  const std::function<void(Exchange::Then)> ask_;
  bool asking_ = false;
  bool ended_ = false;
};

}  // namespace

Client::Client(std::uint16_t port, int receive_buffer_bytes, const char* from)
    : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (receive_buffer_bytes > 0)
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                 sizeof receive_buffer_bytes);
  const timeval limit{.tv_sec = patience.count(), .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  ::inet_pton(AF_INET, from, &address.sin_addr);
  if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error{"no such address"};
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error{"no connection"};
}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

bool Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Client::finish_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void Client::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

bool Client::fill() {
  std::array<char, 65'536> bytes;
  const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    throw std::runtime_error{"waited in vain"};
  if (size < 0 && errno == ECONNRESET) reset_ = true;
  if (size <= 0) return false;
  received_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

Answer Client::answer(bool with_body) {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos)
    if (!fill()) return {};
  Answer answer;
  answer.head = received_.substr(0, end + 4);
  received_.erase(0, end + 4);
  if (answer.head.size() > 12) answer.status = std::atoi(answer.head.c_str() + 9);
  constexpr std::string_view field = "Content-Length: ";
  const auto length = answer.head.find(field);
  if (with_body && length != std::string::npos)
    answer.body = receive(std::strtoull(answer.head.c_str() + length + field.size(), nullptr, 10));
  return answer;
}

std::string Client::receive(std::size_t bytes) {
  while (received_.size() < bytes && fill()) continue;
  const std::string taken = received_.substr(0, bytes);
  received_.erase(0, bytes);
  return taken;
}

bool Client::closed() {
  return received_.empty() && !fill();
}

std::string get(std::string_view path, std::string_view more_fields) {
  std::string request = "GET ";
  return request.append(path).append(" HTTP/1.1\r\nHost: a\r\n").append(more_fields) + "\r\n";
}

std::string post(std::string_view path, std::string_view body, std::string_view more_fields) {
  std::string request = "POST ";
  request.append(path).append(" HTTP/1.1\r\nHost: a\r\nContent-Length: ");
  request.append(std::to_string(body.size())).append("\r\n").append(more_fields).append("\r\n");
  return request.append(body);
}

void FakeService::serve(const Request& request, Exchange& exchange) {
  look(request);
  const std::string path{request.path};
  Response& response = exchange.response;
  response.status = 200;
  response.content_type = "text/plain";
  if (path == "/throw") throw std::runtime_error{"thrown"};
  if (path == "/long") response.body.assign(std::size_t{8} << 20, 'x');
  if (path == "/medium") response.body.assign(65'536, 'x');
  static const std::string shared(std::size_t{8} << 20, 's');
  if (path == "/shared") response.shared_body = shared;
  if (path == "/bye") response.close = true;
  const auto render = [&exchange](actors::Call* call) {
    exchange.response.body = call == nullptr ? "lost" : dynamic_cast<FakeCall&>(*call).text;
    exchange.done();
  };
  if (path.starts_with("/live")) {
    exchange.go_live(std::make_unique<LiveText>(
        exchange, path == "/live/patient",
        [this, path, &exchange](Exchange::Then then) { hold(path, exchange, std::move(then)); }));
  } else if (path.starts_with("/later")) {
    hold(path, exchange, render);
  } else if (path.starts_with("/twice")) {
    hold(path, exchange, [this, path, &exchange, render](actors::Call*) {
      hold(path + "/again", exchange, render);
    });
  } else {
    if (response.content().empty())
      response.body.append(word(request.verb))
          .append(" ")
          .append(path)
          .append("?")
          .append(request.query)
          .append(" ")
          .append(request.body);
    exchange.done();
  }
  const std::lock_guard lock{mutex_};
  served_.push_back(path);
  changed_.notify_all();
}

bool FakeService::admits(const Request& request, Exchange& exchange) {
  if (request.authorization != "Bearer nobody") return true;
  exchange.response.status = 401;
  exchange.done();
  return false;
}

void FakeService::refuse(const FramingRefusal& refusal, Exchange& exchange) {
  exchange.response.status = status_of(refusal.error);
  exchange.response.body = "refused";
  if (refusal.bound > 0) exchange.response.body += " past " + std::to_string(refusal.bound);
}

BodyLimit FakeService::body_limit(Verb, std::string_view path) const {
  if (path == "/large") return {std::size_t{4} << 20, "large"};
  return {65'536, "usual"};
}

std::span<const std::string_view> FakeService::route_labels() const {
  static constexpr std::array<std::string_view, 1> labels = {"none"};
  return labels;
}

void FakeService::hold(const std::string& path, Exchange& exchange, Exchange::Then then) {
  auto call = std::make_shared<FakeCall>();
  exchange.await(*call, std::move(then));
  const std::lock_guard lock{mutex_};
  calls_.emplace(path, std::move(call));
  changed_.notify_all();
}

bool FakeService::held(std::size_t calls) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, patience, [&] { return calls_.size() >= calls; });
}

std::size_t FakeService::held_now() {
  const std::lock_guard lock{mutex_};
  return calls_.size();
}

bool FakeService::holds(std::string_view path) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, patience, [&] { return calls_.contains(path); });
}

std::shared_ptr<FakeCall> FakeService::take(std::string_view path) {
  const std::lock_guard lock{mutex_};
  const auto found = calls_.find(path);
  if (found == calls_.end()) throw std::runtime_error{"no such call is held"};
  auto call = std::move(found->second);
  calls_.erase(found);
  return call;
}

void FakeService::answer(std::string_view path, std::string text) {
  auto call = take(path);
  call->text = std::move(text);
  actors::Call::answer(std::move(call));
}

void FakeService::lose(std::string_view path) {
  take(path).reset();
}

void FakeService::lose_all() {
  std::multimap<std::string, std::shared_ptr<FakeCall>, std::less<>> lost;
  const std::lock_guard lock{mutex_};
  lost.swap(calls_);
}

std::vector<std::string> FakeService::served() {
  const std::lock_guard lock{mutex_};
  return served_;
}

bool FakeService::served_in_all(std::size_t requests) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, patience, [&] { return served_.size() >= requests; });
}

Serving::Serving(Server::Options options)
    : server{[&options] {
               options.port = 0;
               return options;
             }(),
             service} {
  server.start();
}

// A call that nobody waits for still knows the way to its lane, which ends with the server.
Serving::~Serving() {
  server.stop(std::chrono::milliseconds{0});
  service.lose_all();
}

// It reads in the order of arrival, and a round reads all there is.
void Serving::let_it_read() {
  Client other{port()};
  other.send(get("/echo/other", "Connection: close\r\n"));
  if (other.answer().status != 200) throw std::runtime_error{"the server reads nothing"};
}

}  // namespace bursar::net
