#pragma once

// One thread of a run, with connections of its own: begins what is due, or in a closed loop the
// next as soon as a connection is free, and counts what is answered. A latency counts from when an
// operation was due, however late it could be begun.

#include "load/requests.hpp"
#include "load/schedule.hpp"
#include "load/timeline.hpp"
#include "net/client_load.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::load {

class Worker {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  struct Options {
    Requests::Options requests;
    net::LoadClient::Options client;
    const Schedule* schedule = nullptr;  // none: a closed loop
    Nanoseconds time{0};                 // for which a closed loop begins operations
    std::uint64_t operations_max = 0;    // of a closed loop's threads together; 0: no bound
    Nanoseconds patience{0};             // with an answer, and with what is due when time is over
    std::size_t thread = 0;  // its operations are this one and every threads-th behind it
    std::size_t threads = 1;
  };

  /// Opens its connections. What is referred to stays the caller's.
  Worker(const Options& options, const Parties& parties, Timeline& timeline);

  /// To the end of everything that was due by then.
  void run(Instant start);

 private:
  struct Place {
    Operation operation;
    Instant due;
    Instant sent;
    bool busy = false;
  };

  bool due_by(Instant now) const;
  Instant wake(Instant now) const;
  bool more(Instant now) const;
  void begin_due();
  void begin(std::size_t at, Instant now);
  void answered(std::size_t at, const net::LoadAnswer& answer);
  void done(Place& place, const Requests::Outcome& outcome, std::string_view body);
  void failed(std::string what, bool unknown);
  void count_error(std::string what, std::uint64_t times);
  void end_seconds(Instant now);
  void end_second();
  void give_up_late(Instant now);
  void end();

  const Options options_;
  Requests requests_;
  Timeline& timeline_;
  std::vector<Place> places_;
  std::deque<std::size_t> free_;  // used in turn
  net::LoadClient client_;
  std::uint64_t next_;  // operation
  Instant start_;
  Instant second_end_;
  Instant last_answer_;
  Part part_;
  std::map<std::string, std::uint64_t> errors_;
};

}  // namespace bursar::load
