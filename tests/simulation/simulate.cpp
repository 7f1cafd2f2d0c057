// bursar-simulate: histories that try to lose money, each from its seed. The first that does ends
// it, and says how to run it again.

#include "telemetry/log.hpp"
#include "tests/simulation/simulation.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace bursar::simulation {
namespace {

Place place;

void say_again() {
  std::fprintf(stderr, "again: bursar-simulate --seed %llu --steps %llu\n",
               static_cast<unsigned long long>(place.seed),
               static_cast<unsigned long long>(place.step));
}

void say_place() {
  std::fprintf(stderr, "seed %llu fails at step %llu (%.*s)\n",
               static_cast<unsigned long long>(place.seed),
               static_cast<unsigned long long>(place.step), static_cast<int>(place.move.size()),
               place.move.data());
}

// The engine stops itself where it finds itself wrong: a finding like any other.
extern "C" void on_abort(int) {
  say_place();
  std::fputs("  The engine never stops itself (its last words stand above)\n", stderr);
  say_again();
  _exit(1);
}

struct Seeds {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

std::uint64_t fresh_seed() {
  std::random_device device;
  return device();
}

// "17", "1..1000", or "fresh+1000": so many from one that nobody has chosen.
Seeds parsed(const std::string& text) {
  if (text.starts_with("fresh+")) {
    const std::uint64_t first = fresh_seed();
    return {first, first + std::stoull(text.substr(6)) - 1};
  }
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return {std::stoull(text), std::stoull(text)};
  return {std::stoull(text.substr(0, dots)), std::stoull(text.substr(dots + 2))};
}

// Nothing of the engine that it was found in is taken apart: that may well come to a bad end.
[[noreturn]] void end_with(const Finding& finding) {
  say_place();
  std::fprintf(stderr, "  %.*s\n  %s\n", static_cast<int>(finding.sentence.size()),
               finding.sentence.data(), finding.seen.c_str());
  say_again();
  std::fflush(stdout);
  _exit(1);
}

void run(std::uint64_t seed, std::uint64_t steps, bool tell, Outcome& all) {
  Simulation simulation{seed, place, tell};
  const Outcome outcome = simulation.run(steps);
  all.records += outcome.records;
  all.movements += outcome.movements;
  all.restarts += outcome.restarts;
  if (tell)
    std::printf("seed %llu trace %016llx\n", static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(outcome.trace));
  if (outcome.finding) end_with(*outcome.finding);
}

void run_all(const Seeds& seeds, std::uint64_t steps, bool tell) {
  std::signal(SIGABRT, on_abort);
  std::signal(SIGSEGV, on_abort);
  telemetry::set_level(telemetry::Level::error);
  const auto begun = std::chrono::steady_clock::now();
  std::printf("seeds %llu to %llu\n", static_cast<unsigned long long>(seeds.first),
              static_cast<unsigned long long>(seeds.last));
  std::fflush(stdout);
  Outcome all;
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) run(seed, steps, tell, all);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  const auto count = static_cast<double>(seeds.last - seeds.first + 1);
  std::printf(
      "%.0f seeds of %llu steps, %llu movements, %llu records, %llu restarts: "
      "every invariant held; %.0f steps/s\n",
      count, static_cast<unsigned long long>(steps), static_cast<unsigned long long>(all.movements),
      static_cast<unsigned long long>(all.records), static_cast<unsigned long long>(all.restarts),
      count * static_cast<double>(steps) / took.count());
}

int main_of(int argc, char** argv) {
  CLI::App app{"Simulated histories of the engine that try to lose money"};
  std::string seeds = "1";
  std::uint64_t steps = 1'000;
  bool tell = false;
  app.add_option("--seed,--seeds", seeds, "17, 1..1000, or fresh+1000: chance chooses the first")
      ->capture_default_str();
  app.add_option("--steps", steps, "of each history")->capture_default_str();
  app.add_flag("--tell", tell, "print what happens, and the hash of all of it");
  CLI11_PARSE(app, argc, argv);
  run_all(parsed(seeds), steps, tell);
  return 0;
}

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  try {
    return bursar::simulation::main_of(argc, argv);
  } catch (const std::logic_error&) {  // of std::stoull
    std::fputs("bursar-simulate: --seeds takes 17, 1..1000 or fresh+1000\n", stderr);
    return 2;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bursar-simulate: %s\n", failure.what());
    return 1;
  }
}
