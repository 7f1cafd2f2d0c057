#include "telemetry/process_figures.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include <unistd.h>

namespace bursar::telemetry {
namespace {

namespace fs = std::filesystem;

// proc(5) counts the fields from 1; these stand behind the command's closing parenthesis.
constexpr std::size_t first_field = 3;
constexpr std::size_t fields = 24;

std::string contents(const char* path) {
  std::ifstream in{path};
  return {std::istreambuf_iterator<char>{in}, {}};
}

double machine_start_seconds() {
  std::ifstream in{"/proc/stat"};
  for (std::string word; in >> word;) {
    double seconds = 0;
    if (word == "btime" && in >> seconds) return seconds;
    in.ignore(1 << 20, '\n');
  }
  return 0;
}

double open_fds() {
  std::error_code error;
  double count = -1;  // the listing's own
  for (fs::directory_iterator entry{"/proc/self/fd", error}, end; !error && entry != end;
       entry.increment(error))
    ++count;
  return count < 0 ? 0 : count;
}

}  // namespace

std::optional<ProcessStat> parse_process_stat(std::string_view text) {
  const std::size_t command_end = text.rfind(')');  // a command may hold spaces and parentheses
  if (command_end == std::string_view::npos) return std::nullopt;
  text.remove_prefix(command_end + 1);
  std::array<std::uint64_t, fields + 1> numbers{};
  for (std::size_t field = first_field; field <= fields; ++field) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos) return std::nullopt;
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find(' '));
    std::from_chars(word.data(), word.data() + word.size(), numbers[field]);
    text.remove_prefix(word.size());
  }
  return ProcessStat{.user_ticks = numbers[14],
                     .system_ticks = numbers[15],
                     .start_ticks = numbers[22],
                     .resident_pages = numbers[24]};
}

ProcessFigures process_figures() {
  ProcessFigures figures{.open_fds = open_fds()};
  const auto stat = parse_process_stat(contents("/proc/self/stat"));
  if (!stat) return figures;
  const auto ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  figures.cpu_seconds =
      static_cast<double>(stat->user_ticks + stat->system_ticks) / ticks_per_second;
  figures.start_time_seconds =
      machine_start_seconds() + static_cast<double>(stat->start_ticks) / ticks_per_second;
  figures.resident_memory_bytes =
      static_cast<double>(stat->resident_pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  return figures;
}

}  // namespace bursar::telemetry
