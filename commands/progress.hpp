#pragma once

// One line on a terminal for whatever takes longer than a second: how much is done, how fast it
// goes, how long it will still take.
//   verifying: 1,234,567 of 10,000,000 records, 12 %, 310,000 records/s, 28 s left
// It is written anew in its place and gone when the work is. Where standard error is no terminal
// nothing is said.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace bursar::commands {

class Progress {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  struct Options {
    std::string doing;              // "verifying"
    std::string unit;               // "records"
    std::uint64_t units_shown = 1;  // so many of what is counted are one unit
  };
  /// Where lines go and what time it is. A terminal, unless a test says otherwise.
  struct Terminal {
    bool there = false;
    std::function<void(std::string_view)> write;
    std::function<Instant()> now;
  };

  explicit Progress(Options options);
  Progress(Options options, Terminal terminal);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// So many of `total` are done; costs next to nothing when it was said a moment ago.
  void at(std::uint64_t done, std::uint64_t total);
  /// The line goes away. What is done from here on is not told.
  void end();

  bool on_terminal() const { return terminal_.there; }

 private:
  std::string line(std::uint64_t done, std::uint64_t total, double seconds) const;

  Options options_;
  Terminal terminal_;
  Instant began_;
  Instant next_;
  bool shown_ = false;
};

}  // namespace bursar::commands
