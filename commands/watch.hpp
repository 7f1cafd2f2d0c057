#pragma once

// Looks, a few times a second, after what no request looks after: whether the disk has room, and
// whether the wall clock agrees with the engine's time. Says each change in one line of the log.

#include "persistence/low_water.hpp"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

namespace bursar {

namespace actors {
class Engine;
}

class Watch {
 public:
  struct Options {
    std::filesystem::path directory;  // on the file system that is watched
    std::uint64_t low_water_bytes = 0;
    std::chrono::milliseconds interval{200};
  };

  /// Has looked once when it is made. The engine must outlive it.
  Watch(const Options& options, actors::Engine& engine);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  void run(const std::stop_token& stop);
  void look();
  void look_at_the_disk();
  void look_at_the_clock();

  const Options options_;
  actors::Engine& engine_;
  persistence::LowWater low_water_;
  bool diverged_ = false;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::jthread thread_;
};

}  // namespace bursar
