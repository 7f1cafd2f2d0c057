#include "commands/watch.hpp"

#include "actors/engine.hpp"
#include "actors/ports.hpp"
#include "telemetry/log.hpp"

#include <string>

namespace bursar {

using telemetry::Level;
using telemetry::log;

Watch::Watch(const Options& options, actors::Engine& engine)
    : options_{options}, engine_{engine}, low_water_{options.low_water_bytes} {
  look();
  thread_ = std::jthread{[this](const std::stop_token& stop) { run(stop); }};
}

Watch::~Watch() = default;

void Watch::run(const std::stop_token& stop) {
  std::unique_lock lock{mutex_};
  while (!ended_.wait_for(lock, stop, options_.interval, [&] { return stop.stop_requested(); }))
    look();
}

void Watch::look() {
  look_at_the_disk();
  look_at_the_clock();
}

// A file system that does not say what it has left is taken to be as it was.
void Watch::look_at_the_disk() {
  const auto free = persistence::free_bytes(options_.directory);
  if (!free || !low_water_.look(*free)) return;
  engine_.read_only(low_water_.low());
  log(low_water_.low() ? Level::error : Level::info, low_water_.low() ? "read_only" : "writable",
      {{"free_mib", *free >> 20U}, {"low_water_mib", options_.low_water_bytes >> 20U}});
}

void Watch::look_at_the_clock() {
  const actors::ClockView view = engine_.clock().compare();
  if (view.diverged == diverged_) return;
  diverged_ = view.diverged;
  const std::string engine_time = ledger::text(view.now);
  const std::string wall_clock = ledger::text(view.wall);
  if (diverged_)
    log(Level::error, "clock_diverged",
        {{"engine_time", engine_time},
         {"wall_clock", wall_clock},
         {"remedy", "set the wall clock, or if it is right run: bursar clock accept"}});
  else
    log(Level::info, "clock_agrees", {{"engine_time", engine_time}, {"wall_clock", wall_clock}});
}

}  // namespace bursar
