#pragma once

// What the sessions of one I/O thread share with the thread's loop, and with nobody else: whom they
// serve, what time it is, and which of them have something to do before the loop sleeps.
//
// How much of all answers is in memory at once: finished ones of all sessions, waiting_bytes_max
// and what one session adds to that in its turn; of a session whose client does not read, what is
// left of 64 KiB and one answer, or of the calls that the engine answered together, until the write
// deadline. A shared body counts nowhere. The kernel's share has its own bound (server_listener).

#include "net/request_memory.hpp"
#include "net/server.hpp"
#include "telemetry/edge_tally.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::actors {
class Recipient;
}

namespace bursar::net {

class Session;

class SessionRound {
 public:
  using Clock = std::chrono::steady_clock;

  SessionRound(const Server::Options& server_options, Service& served, RequestMemory& for_requests,
               actors::Recipient& lane);

  const Server::Options& options;
  Service& service;
  RequestMemory& memory;
  actors::Recipient& answers;
  std::unique_ptr<telemetry::EdgeTally> tally;  // none: nobody counts

  /// An answer that is on its way into the socket, to be counted then.
  struct Answered {
    std::size_t route_label;
    int status;
    Clock::time_point started;
  };
  std::vector<Answered> answered;
  void count_answered();
  /// Of what never became a request with an answer.
  void count(int status);

  std::vector<Session*> turns;    // listen, and something has come
  std::vector<Session*> touched;  // have answers to write, or are to listen again

  /// Sessions whose answer goes on.
  const std::vector<Session*>& live() const { return live_; }
  void add_live(Session& session);
  void remove_live(Session& session);
  /// Whether there are any. From any thread.
  bool any_live() const { return live_count_.load() != 0; }

  /// Past this, whoever else has his turn waits for the next round.
  static constexpr std::size_t waiting_bytes_max = 16'777'216;
  std::size_t waiting_bytes = 0;  // of answers that are done and not yet on their way

  bool handed_over = false;  // a request was served, so actors may be ready
  bool stopping = false;     // each connection ends with the answer under way

  /// The clocks are read once per round, at its first event.
  void begin() { read_ = false; }
  Clock::time_point now() {
    read_clocks();
    return now_;
  }
  ledger::Time received() {
    read_clocks();
    return received_;
  }
  /// "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n", and what every answer tells a browser.
  std::string_view standing_fields(bool within_tls) {
    read_clocks();
    return std::string_view{standing_fields_}.substr(
        0, within_tls ? standing_fields_.size() : plain_fields_bytes_);
  }

 private:
  void read_clocks();

  std::vector<Session*> live_;
  std::atomic<std::size_t> live_count_ = 0;

  bool read_ = false;
  Clock::time_point now_;
  ledger::Time received_;
  std::int64_t date_second_ = -1;
  std::string standing_fields_;  // those within TLS alone come last
  std::size_t plain_fields_bytes_ = 0;
};

}  // namespace bursar::net
