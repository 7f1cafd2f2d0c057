#pragma once

// A client that sends exactly the bytes it is told to, and a service that answers at once, later,
// or never. No call of the client waits for ever.

#include "net/server.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::net {

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
};

class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer_bytes = 0, const char* from = "127.0.0.1");
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// False when the peer has closed.
  bool send(std::string_view bytes);
  int socket() const { return socket_; }
  void finish_sending();
  /// So that the peer sees a reset, whatever is under way.
  void reset();

  Answer answer(bool with_body = true);
  /// True when the peer closes, or resets, before it sends another byte.
  bool closed();
  /// Whether the peer ended it with a reset.
  bool was_reset() const { return reset_; }
  /// The next `bytes` bytes, fewer when the peer closes.
  std::string receive(std::size_t bytes);

 private:
  bool fill();

  int socket_ = -1;
  bool reset_ = false;
  std::string received_;
};

std::string get(std::string_view path, std::string_view more_fields = "");
std::string post(std::string_view path, std::string_view body, std::string_view more_fields = "");

class FakeCall : public actors::Call {
 public:
  std::string text;
};

/// `/echo...` answers at once with "VERB path?query body"; `/later...` when the test answers the
/// call; `/live...` goes on with each call that the test answers, until that says "end", and
/// `/live/patient` asks for the next only when the last is on its way;
/// `/twice...` awaits a second call after the first; `/throw` throws; `/large` takes 4 MiB;
/// `/medium` answers with 64 KiB, `/long` with 8 MiB, `/shared` with 8 MiB that nobody copies;
/// `/bye` closes. A large body is not taken in from `Bearer nobody`.
class FakeService : public Service {
 public:
  void serve(const Request& request, Exchange& exchange) override;
  bool admits(const Request& request, Exchange& exchange) override;
  void refuse(const FramingRefusal& refusal, Exchange& exchange) override;
  BodyLimit body_limit(Verb verb, std::string_view path) const override;
  std::span<const std::string_view> route_labels() const override;

  /// Waits until so many calls are held; false when they do not come.
  bool held(std::size_t calls);
  std::size_t held_now();
  /// Waits until the call of this path is held.
  bool holds(std::string_view path);
  /// Answers the held call of this path, on the caller's thread; the server must be woken then.
  void answer(std::string_view path, std::string text);
  /// Destroys the held call of this path unanswered.
  void lose(std::string_view path);
  void lose_all();
  /// What was served so far, by path.
  std::vector<std::string> served();
  bool served_in_all(std::size_t requests);

  std::function<void(const Request&)> look = [](const Request&) {};

 private:
  void hold(const std::string& path, Exchange& exchange, Exchange::Then then);
  std::shared_ptr<FakeCall> take(std::string_view path);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<std::string, std::shared_ptr<FakeCall>, std::less<>> calls_;
  std::vector<std::string> served_;
};

struct Serving {
  explicit Serving(Server::Options options = {});
  ~Serving();

  std::uint16_t port() const { return server.port(); }
  void answer(std::string_view path, std::string text) {
    service.answer(path, std::move(text));
    server.wake();
  }
  /// Whatever was sent to the (one) I/O thread before is read by now.
  void let_it_read();

  FakeService service;
  Server server;
};

}  // namespace bursar::net
