// bursar-simulate-refunds: histories of payments that are refunded and of sealed keys, each from
// its seed. The first in which something does not hold ends it, and says how to run it again.

#include "telemetry/log.hpp"
#include "tests/simulation/refund_history.hpp"

#include <csignal>
#include <cstdio>
#include <exception>
#include <random>
#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace bursar::simulation {
namespace {

RefundHistory::Place place;
bool told = false;

unsigned long long number(std::uint64_t value) {
  return static_cast<unsigned long long>(value);
}

void say(const char* sentence, const char* seen) {
  std::fprintf(stderr,
               "seed %llu fails at step %llu (%.*s)\n  %s\n  %s\n"
               "again: bursar-simulate-refunds --seed %llu --steps %llu\n",
               number(place.seed), number(place.step), static_cast<int>(place.move.size()),
               place.move.data(), sentence, seen, number(place.seed), number(place.step));
}

extern "C" void on_abort(int) {
  if (!told) say("The engine never stops itself", "its last words stand above");
  _exit(1);
}

struct Seeds {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

// "17", "1..1000", or "fresh+1000": so many from one that nobody has chosen.
Seeds parsed(const std::string& text) {
  if (text.starts_with("fresh+")) {
    const std::uint64_t first = std::random_device{}();
    return {first, first + std::stoull(text.substr(6)) - 1};
  }
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return {std::stoull(text), std::stoull(text)};
  return {std::stoull(text.substr(0, dots)), std::stoull(text.substr(dots + 2))};
}

int run(const Seeds& seeds, std::uint64_t steps) {
  std::signal(SIGABRT, on_abort);
  std::signal(SIGSEGV, on_abort);
  telemetry::set_level(telemetry::Level::error);
  std::printf("seeds %llu to %llu\n", number(seeds.first), number(seeds.last));
  std::fflush(stdout);
  RefundHistory::Figures all;
  for (std::uint64_t seed = seeds.first; seed <= seeds.last; ++seed) {
    RefundHistory history{seed, place};
    if (const auto finding = history.run(steps)) {
      say(std::string{finding->sentence}.c_str(), finding->seen.c_str());
      told = true;
      return 1;
    }
    const auto& figures = history.figures();
    all.paid += figures.paid;
    all.refunded += figures.refunded;
    all.sealed += figures.sealed;
    all.batches += figures.batches;
    all.restarts += figures.restarts;
  }
  std::printf("%llu payments, %llu refunds, %llu seals, %llu batches; %llu restarts: all held\n",
              number(all.paid), number(all.refunded), number(all.sealed), number(all.batches),
              number(all.restarts));
  return 0;
}

int main_of(int argc, char** argv) {
  CLI::App app{"Simulated histories of payments that are refunded, and of keys that are sealed"};
  std::string seeds = "1";
  std::uint64_t steps = 1'000;
  app.add_option("--seed,--seeds", seeds, "17, 1..1000, or fresh+1000: chance chooses the first")
      ->capture_default_str();
  app.add_option("--steps", steps, "of each history")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return run(parsed(seeds), steps);
}

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  try {
    return bursar::simulation::main_of(argc, argv);
  } catch (const std::logic_error&) {  // of std::stoull
    std::fputs("bursar-simulate-refunds: --seeds takes 17, 1..1000 or fresh+1000\n", stderr);
    return 2;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "bursar-simulate-refunds: %s\n", failure.what());
    return 1;
  }
}
