#pragma once

// What every benchmark measures alike, and how it ends when there is nothing to report.

#include <cstdio>
#include <cstdlib>

#include <sys/resource.h>

namespace bursar::bench {

[[noreturn]] inline void give_up(const char* why) {
  std::fprintf(stderr, "no result: %s\n", why);
  std::exit(1);
}

/// Of the whole process: on a machine shared with others it says more than the clock.
inline double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace bursar::bench
