#pragma once

// The program of a simulator of one kind of history, each from its seed: the first in which
// something does not hold ends it, and says how to run it again.

#include "telemetry/log.hpp"
#include "tests/simulation/place.hpp"

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <random>
#include <span>
#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace bursar::simulation {

inline unsigned long long number(std::uint64_t value) {
  return static_cast<unsigned long long>(value);
}

/// What is counted in every history, and what it is called where all of them are told.
template <class Figures>
struct FigureOf {
  const char* name;
  std::uint64_t Figures::* count;
};

/// Of a kind of History.
template <class Kind>
class ManyHistories {
 public:
  using Figures = typename Kind::Figures;

  struct About {
    const char* program;
    const char* what;
    std::span<const FigureOf<Figures>> figures;
  };

  static int main(const About& about, int argc, char** argv) {
    program_ = about.program;
    try {
      return main_of(about, argc, argv);
    } catch (const std::logic_error&) {  // of std::stoull
      std::fprintf(stderr, "%s: --seeds takes 17, 1..1000 or fresh+1000\n", program_);
      return 2;
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s: %s\n", program_, failure.what());
      return 1;
    }
  }

 private:
  struct Seeds {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
  };

  // "17", "1..1000", or "fresh+1000": so many from one that nobody has chosen.
  static Seeds parsed(const std::string& text) {
    if (text.starts_with("fresh+")) {
      const std::uint64_t first = std::random_device{}();
      return {first, first + std::stoull(text.substr(6)) - 1};
    }
    const std::size_t dots = text.find("..");
    if (dots == std::string::npos) return {std::stoull(text), std::stoull(text)};
    return {std::stoull(text.substr(0, dots)), std::stoull(text.substr(dots + 2))};
  }

  static void say(const char* sentence, const char* seen) {
    std::fprintf(stderr,
                 "seed %llu fails at step %llu (%.*s)\n  %s\n  %s\n"
                 "again: %s --seed %llu --steps %llu\n",
                 number(place_.seed), number(place_.step), static_cast<int>(place_.move.size()),
                 place_.move.data(), sentence, seen, program_, number(place_.seed),
                 number(place_.step));
  }

  static void on_abort(int) {
    if (!told_) say("The engine never stops itself", "its last words stand above");
    _exit(1);
  }

  static int run(const About& about, const Seeds& seeds, std::uint64_t steps) {
    std::signal(SIGABRT, on_abort);
    std::signal(SIGSEGV, on_abort);
    telemetry::set_level(telemetry::Level::error);
    std::printf("seeds %llu to %llu\n", number(seeds.first), number(seeds.last));
    std::fflush(stdout);
    Figures all;
    std::uint64_t restarts = 0;
    for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
      Kind history{seed, place_};
      if (const auto finding = history.run(steps)) {
        say(std::string{finding->sentence}.c_str(), finding->seen.c_str());
        told_ = true;
        return 1;
      }
      for (const auto& [name, count] : about.figures) all.*count += history.figures().*count;
      restarts += history.restarts();
    }
    for (const auto& [name, count] : about.figures)
      std::printf("%llu %s, ", number(all.*count), name);
    std::printf("%llu restarts: all held\n", number(restarts));
    return 0;
  }

  static int main_of(const About& about, int argc, char** argv) {
    CLI::App app{about.what};
    std::string seeds = "1";
    std::uint64_t steps = 1'000;
    app.add_option("--seed,--seeds", seeds, "17, 1..1000, or fresh+1000: chance chooses the first")
        ->capture_default_str();
    app.add_option("--steps", steps, "of each history")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    return run(about, parsed(seeds), steps);
  }

  static inline Place place_;
  static inline bool told_ = false;
  static inline const char* program_ = "";
};

}  // namespace bursar::simulation
