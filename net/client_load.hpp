#pragma once

// Keep-alive connections of a load generator to one engine, all driven by the thread that calls.
// Each has at most one request under way. One that ends is opened again for its next request.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace bursar::net {

struct LoadAnswer {
  int status = 0;  // 0: the connection ended before the answer was whole, or could not be opened
  std::string_view body;  // good until the call that tells of it returns
};

class LoadClient {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  using Answered = std::function<void(std::size_t connection, const LoadAnswer& answer)>;

  struct Options {
    std::string host;
    std::uint16_t port = 0;
    std::size_t connections = 1;
  };

  /// Opens all of them. Throws std::runtime_error, with one line, when that fails.
  LoadClient(const Options& options, Answered answered);
  ~LoadClient();
  LoadClient(const LoadClient&) = delete;
  LoadClient& operator=(const LoadClient&) = delete;

  /// The whole text of a request. The connection has none under way; it may be called while an
  /// answer is told. What cannot be sent is answered with status 0, in a later turn.
  void send(std::size_t connection, std::string_view request);

  /// The request under way there will not be answered any more, nor told of.
  void give_up(std::size_t connection);

  /// Tells of whatever has been answered; where that is nothing, waits for it until then.
  void turn(Instant until);

 private:
  class Lines;
  std::unique_ptr<Lines> lines_;
};

}  // namespace bursar::net
