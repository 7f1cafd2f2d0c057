#include "actors/inline_scheduler.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <thread>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <gtest/gtest.h>

namespace bursar::actors::inline_scheduler_test {
namespace {

struct Config : caf::actor_system_config {
  Config() { load<InlineScheduler>(); }
};

class InlineSchedulerTest : public testing::Test {
 protected:
  caf::actor spawn_logger() {
    return system.spawn(
        [](caf::event_based_actor*, std::vector<int>* seen) -> caf::behavior {
          return {[seen](int value) { seen->push_back(value); }};
        },
        &log);
  }
  void end_round() { scheduler.end_round(); }
  ~InlineSchedulerTest() override {
    caf::anon_send_exit(logger, caf::exit_reason::user_shutdown);
    end_round();
  }

  std::vector<int> log;
  Config config;
  caf::actor_system system{config};
  InlineScheduler& scheduler = dynamic_cast<InlineScheduler&>(system.scheduler());
  caf::actor logger = spawn_logger();
};

TEST_F(InlineSchedulerTest, NothingRunsBeforeTheRoundEnds) {
  end_round();
  caf::anon_send(logger, 1);
  EXPECT_TRUE(log.empty());
  end_round();
  EXPECT_EQ(log, std::vector<int>{1});
}

TEST_F(InlineSchedulerTest, WhatActorsMakeReadyRunsInTheSameRound) {
  const caf::actor target = logger;
  const auto relay = system.spawn(
      [](caf::event_based_actor* self, caf::actor to) -> caf::behavior {
        return {[self, to](int value) { self->send(to, value + 1); }};
      },
      target);
  caf::anon_send(relay, 1);
  end_round();
  EXPECT_EQ(log, std::vector<int>{2});
  caf::anon_send_exit(relay, caf::exit_reason::user_shutdown);
}

TEST_F(InlineSchedulerTest, AForeignThreadWakesAndIsServedByTheNextRound) {
  std::atomic<int> woken = 0;
  end_round();
  scheduler.on_ready([&] { ++woken; });
  std::thread{[&] { caf::anon_send(logger, 7); }}.join();
  EXPECT_EQ(woken, 1);
  EXPECT_TRUE(log.empty());
  end_round();
  EXPECT_EQ(log, std::vector<int>{7});
}

TEST_F(InlineSchedulerTest, WhoeverAsksToBeWokenHearsOfWhatIsReadyAlready) {
  end_round();
  std::thread{[&] { caf::anon_send(logger, 7); }}.join();
  int woken = 0;
  scheduler.on_ready([&] { ++woken; });
  EXPECT_EQ(woken, 1);
  end_round();
}

TEST_F(InlineSchedulerTest, ATimeOutOfTheRealClockArrives) {
  std::promise<void> ready;
  end_round();
  scheduler.on_ready([&] { ready.set_value(); });
  caf::delayed_anon_send(logger, std::chrono::milliseconds{1}, 9);
  ready.get_future().wait();
  end_round();
  EXPECT_EQ(log, std::vector<int>{9});
  scheduler.on_ready([] {});
}

TEST_F(InlineSchedulerTest, SeveralThreadsEndRoundsBesideEachOther) {
  constexpr int each = 2'000;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < each; ++n) {
        caf::anon_send(logger, n);
        if (n % 16 == 0) scheduler.end_round();
      }
      scheduler.end_round();
    });
  for (std::thread& thread : threads) thread.join();
  end_round();
  EXPECT_EQ(log.size(), 3U * each);
}

}  // namespace
}  // namespace bursar::actors::inline_scheduler_test
