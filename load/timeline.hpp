#pragma once

// What all threads of a run see, put together second by second. A second is shown once every thread
// has handed its part over or has ended, and kept as one row; latencies are kept in sum alone.

#include "load/histogram.hpp"
#include "load/schedule.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace bursar::load {

struct Counts {
  std::uint64_t sent = 0;  // operations that were begun
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::uint64_t unknown = 0;  // of those that failed: it was not told whether anything was done
  std::uint64_t payments = 0;
  std::uint64_t refused = 0;  // payments of batches that were answered
  std::uint64_t reads = 0;

  void add(const Counts& more);
};

/// A thread's part of a second.
struct Part {
  Counts counts;
  std::int64_t lag_most_ns = 0;  // how late the latest was begun, or still is to begin
  Histogram latency;             // from when each was due; of those that were done
};

/// A second of all threads.
struct Row {
  std::size_t second = 0;  // from 0
  std::uint64_t due = 0;
  std::uint64_t waiting = 0;  // due and not begun when it ended
  Counts counts;
  std::int64_t lag_most_ns = 0;
  std::int64_t p50_ns = 0;
  std::int64_t p99_ns = 0;
  std::int64_t most_ns = 0;
};

struct Totals {
  Counts all;       // of the whole run
  Counts measured;  // behind the seconds that do not count
  std::uint64_t never_sent = 0;
  Histogram latency;                            // of what was measured
  double seconds = 0;                           // that were measured: to the last answer
  std::map<std::string, std::uint64_t> errors;  // by what was answered
  std::vector<Row> rows;
};

class Timeline {
 public:
  struct Options {
    std::size_t threads = 1;
    std::size_t warm_up = 0;             // so many seconds are shown, but not measured
    const Schedule* schedule = nullptr;  // of an open loop
  };
  explicit Timeline(const Options& options);

  // By each thread, its seconds in order, from 0 without gaps.
  void hand_over(std::size_t thread, Part part);
  struct End {
    std::uint64_t never_sent = 0;
    Nanoseconds last_answer{0};  // after the beginning
    std::map<std::string, std::uint64_t> errors;
  };
  void end(std::size_t thread, End end);

  /// Waits for the next second's row. None once all have ended.
  std::optional<Row> next();
  /// Once all have ended.
  Totals take();

 private:
  bool complete(std::size_t second) const;
  Row finish(std::size_t second);

  const Options options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::size_t> handed_over_;  // by thread
  std::vector<bool> ended_;
  std::map<std::size_t, Part> open_;
  Totals totals_;
  Nanoseconds last_answer_{0};
};

}  // namespace bursar::load
