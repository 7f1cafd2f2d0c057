#include "net/pace.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::net::pace_test {
namespace {

constexpr ledger::Time noon{.milliseconds = 1'795'608'000'000};

ledger::Time after(std::int64_t ms) {
  return {noon.milliseconds + ms};
}

class PaceTest : public testing::Test {
 protected:
  /// How many of so many are allowed at that moment.
  int taken(const Pace& pace, ledger::Time at, int tries) {
    int allowed = 0;
    while (tries-- > 0) allowed += pace.take(word, at).allowed ? 1 : 0;
    return allowed;
  }

  std::atomic<std::int64_t> word = 0;
};

TEST_F(PaceTest, AMinutesWorthMayComeAtOnceAndThenItFillsEvenly) {
  const Pace pace{60};
  EXPECT_EQ(taken(pace, noon, 100), 60);
  EXPECT_EQ(taken(pace, after(999), 5), 0);
  EXPECT_EQ(taken(pace, after(1'000), 5), 1);
  EXPECT_EQ(taken(pace, after(11'000), 50), 10);
  EXPECT_EQ(taken(pace, after(600'000), 100), 60);
}

TEST_F(PaceTest, TellsWhatIsLeftAndWhenThereIsMore) {
  const Pace pace{4};
  for (const std::int64_t left : {3, 2, 1, 0}) {
    const RateTurn turn = pace.take(word, noon);
    EXPECT_TRUE(turn.allowed);
    EXPECT_EQ(turn.per_minute, 4);
    EXPECT_EQ(turn.remaining, left);
    EXPECT_EQ(turn.seconds_left, 15);
  }
  const RateTurn refused = pace.take(word, after(5'500));
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.remaining, 0);
  EXPECT_EQ(refused.seconds_left, 10);  // 9.5 rounded up: whoever waits so long is let in
  EXPECT_FALSE(pace.take(word, after(14'999)).allowed);
  EXPECT_TRUE(pace.take(word, after(15'500)).allowed);
}

TEST_F(PaceTest, WhatIsRefusedUsesNothingUp) {
  const Pace pace{1};
  EXPECT_EQ(taken(pace, noon, 1'000), 1);
  EXPECT_EQ(taken(pace, after(60'000), 1'000), 1);
}

TEST_F(PaceTest, ADivisorThatLeavesARestAllowsNoMoreThanItSays) {
  for (const std::int64_t per_minute : {7, 59, 999'983, 10'000'000}) {
    word = 0;
    const Pace pace{per_minute};
    std::int64_t allowed = 0;
    while (pace.take(word, noon).allowed) ++allowed;
    EXPECT_EQ(allowed, per_minute);
  }
}

TEST_F(PaceTest, AThreadWhoseTimeIsALittleBehindGainsNothing) {
  const Pace pace{60};
  EXPECT_EQ(taken(pace, after(500), 30), 30);
  EXPECT_EQ(taken(pace, noon, 100), 29);  // half a unit that has not flowed in yet
}

TEST_F(PaceTest, ManyThreadsAreAllowedAsManyAsOne) {
  const Pace pace{10'000};
  std::atomic<int> allowed = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int tries = 0; tries < 5'000; ++tries)
        if (pace.take(word, noon).allowed) ++allowed;
    });
  threads.clear();
  EXPECT_EQ(allowed, 10'000);
}

}  // namespace
}  // namespace bursar::net::pace_test
