#include "commands/progress.hpp"

#include "commands/counted.hpp"

#include <cmath>
#include <cstdio>
#include <utility>

#include <unistd.h>

namespace bursar::commands {

namespace {

constexpr std::chrono::seconds patience{1};
constexpr std::chrono::milliseconds between{200};
constexpr std::string_view erase_line = "\r\x1b[K";

Progress::Terminal standard_error() {
  return {.there = ::isatty(STDERR_FILENO) != 0,
          .write =
              [](std::string_view text) {
                std::fwrite(text.data(), 1, text.size(), stderr);
                std::fflush(stderr);
              },
          .now = [] { return std::chrono::steady_clock::now(); }};
}

std::string time_left(double seconds) {
  const auto whole = std::llround(seconds);
  if (whole < 120) return std::to_string(whole) + " s left";
  if (whole < 7'200) return std::to_string(whole / 60) + " min left";
  return std::to_string(whole / 3'600) + " h left";
}

}  // namespace

Progress::Progress(Options options) : Progress{std::move(options), standard_error()} {}

Progress::Progress(Options options, Terminal terminal)
    : options_{std::move(options)},
      terminal_{std::move(terminal)},
      began_{terminal_.now()},
      next_{began_ + patience} {}

Progress::~Progress() {
  end();
}

void Progress::at(std::uint64_t done, std::uint64_t total) {
  if (!terminal_.there || done == 0) return;
  const Instant now = terminal_.now();
  if (now < next_) return;
  next_ = now + between;
  shown_ = true;
  const std::chrono::duration<double> seconds = now - began_;
  terminal_.write(std::string{erase_line} + line(done, total, seconds.count()));
}

void Progress::end() {
  if (std::exchange(shown_, false)) terminal_.write(erase_line);
  terminal_.there = false;
}

std::string Progress::line(std::uint64_t done, std::uint64_t total, double seconds) const {
  const double rate = static_cast<double>(done) / seconds;
  const auto shown = [this](double count) {
    return counted(static_cast<std::uint64_t>(count / static_cast<double>(options_.units_shown)));
  };
  std::string text = options_.doing + ": " + shown(static_cast<double>(done));
  if (total != 0) text += " of " + shown(static_cast<double>(total));
  text += ' ' + options_.unit;
  if (total != 0) text += ", " + std::to_string(100 * done / total) + " %";
  text += ", " + shown(rate) + ' ' + options_.unit + "/s";
  if (total != 0) text += ", " + time_left(static_cast<double>(total - done) / rate);
  return text;
}

}  // namespace bursar::commands
