#pragma once

// What the kernel says about this process, read from /proc.

#include <cstdint>
#include <optional>
#include <string_view>

namespace bursar::telemetry {

struct ProcessFigures {
  double resident_memory_bytes = 0;
  double cpu_seconds = 0;
  double open_fds = 0;
  double start_time_seconds = 0;  // since 1970
};

/// What cannot be read stays zero.
ProcessFigures process_figures();

/// The fields of /proc/self/stat that count here, as proc(5) lists them, in the kernel's units.
struct ProcessStat {
  std::uint64_t user_ticks = 0;
  std::uint64_t system_ticks = 0;
  std::uint64_t start_ticks = 0;  // since the machine's start
  std::uint64_t resident_pages = 0;
};
std::optional<ProcessStat> parse_process_stat(std::string_view text);

}  // namespace bursar::telemetry
