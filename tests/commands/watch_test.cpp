#include "commands/watch.hpp"

#include "actors/engine.hpp"
#include "crypto/hash.hpp"
#include "telemetry/log.hpp"
#include "tests/support/simulated_ports.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <limits>
#include <mutex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::commands::watch_test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// Engine and log live as long as the watch, which looks from a thread of its own.
class WatchTest : public testing::Test {
 protected:
  WatchTest() {
    crypto::start();
    telemetry::set_log_sink([this](std::string_view line) {
      const std::lock_guard lock{mutex_};
      lines_.emplace_back(line);
      changed_.notify_all();
    });
  }
  ~WatchTest() override { telemetry::set_log_sink({}); }

  Watch::Options options(std::uint64_t low_water_bytes) const {
    return {.directory = place_.path(),
            .low_water_bytes = low_water_bytes,
            .interval = std::chrono::milliseconds{1}};
  }

  /// What was logged, as soon as it is so many lines.
  std::vector<std::string> logged(std::size_t lines) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, std::chrono::seconds{30}, [&] { return lines_.size() >= lines; });
    return lines_;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  tests::TemporaryDirectory place_;
  tests::SimulatedStore store_;
  tests::SimulatedClock clock_;
  tests::SeededRandom random_{1};
  actors::Engine engine_{{.keys_directory = place_.path() / "keys"},
                         {store_, store_, clock_, random_},
                         ledger::Books{},
                         {}};
};

TEST_F(WatchTest, BelowTheMarkWritesAreRefusedFromTheStart) {
  const Watch watch{options(std::numeric_limits<std::uint64_t>::max() / 2), engine_};
  EXPECT_TRUE(engine_.read_only());
  EXPECT_THAT(logged(1), ElementsAre(AllOf(HasSubstr(R"("level":"error")"),
                                           HasSubstr(R"("event":"read_only")"))));
}

TEST_F(WatchTest, WithoutAMarkTheDiskIsNeverLow) {
  const Watch watch{options(0), engine_};
  EXPECT_FALSE(engine_.read_only());
}

TEST_F(WatchTest, AClockThatJumpsIsSaidOnceAndSoIsItsEnd) {
  {
    const Watch watch{options(0), engine_};
    clock_.set_wall_ahead(3'600'000);
    logged(1);
    clock_.set_wall_ahead(0);
    logged(2);
  }
  const std::string engine_time = R"("engine_time":")" + ledger::text(clock_.now());
  EXPECT_THAT(
      logged(2),
      ElementsAre(AllOf(HasSubstr(R"("event":"clock_diverged")"), HasSubstr("bursar clock accept"),
                        HasSubstr(engine_time), HasSubstr(R"("level":"error")")),
                  AllOf(HasSubstr(R"("event":"clock_agrees")"), HasSubstr(R"("level":"info")"))));
}

}  // namespace
}  // namespace bursar::commands::watch_test
