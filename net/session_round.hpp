#pragma once

// What the sessions of one I/O thread share with the thread's loop, and with nobody else: whom they
// serve, what time it is, and which of them have something to do before the loop sleeps.

#include "net/server.hpp"
#include "telemetry/edge_tally.hpp"

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

  SessionRound(const Server::Options& server_options, Service& served, actors::Recipient& lane);

  const Server::Options& options;
  Service& service;
  actors::Recipient& answers;
  std::unique_ptr<telemetry::EdgeTally> tally;  // none: nobody counts

  /// An answer that is on its way into the socket, to be counted then.
  struct Answered {
    std::size_t route_label;
    int status;
    Clock::time_point started;
  };
  std::vector<Answered> answered;

  std::vector<Session*> turns;    // listen, and something has come
  std::vector<Session*> touched;  // have answers to write, or are to listen again
  bool handed_over = false;       // a request was served, so actors may be ready
  bool stopping = false;          // each connection ends with the answer under way

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
  /// "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
  std::string_view date_line() {
    read_clocks();
    return date_line_;
  }

 private:
  void read_clocks();

  bool read_ = false;
  Clock::time_point now_;
  ledger::Time received_;
  std::int64_t date_second_ = -1;
  std::string date_line_;
};

}  // namespace bursar::net
