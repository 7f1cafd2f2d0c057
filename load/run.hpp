#pragma once

// A run from its first operation to its last answer, on as many threads as are asked for.

#include "load/timeline.hpp"
#include "load/worker.hpp"

#include <functional>

namespace bursar::load {

struct RunOptions {
  Requests::Options requests;
  net::LoadClient::Options client;  // with all connections, at least one for each thread
  Schedule::Terms terms;            // without a rate: a closed loop
  std::size_t threads = 1;
  std::size_t warm_up = 0;  // seconds
  Nanoseconds patience{0};
};

bool open_loop(const RunOptions& options);

/// Each second is shown as it is over. Throws std::runtime_error when it cannot begin.
Totals run(const RunOptions& options, const Parties& parties,
           const std::function<void(const Row&)>& show);

}  // namespace bursar::load
