#include "load/schedule.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace bursar::load::schedule_test {
namespace {

using namespace std::chrono_literals;

Schedule evenly(double rate, double seconds, std::uint64_t most = 0) {
  return Schedule{{.rate = rate, .rate_to = rate, .seconds = seconds, .operations_max = most}};
}

TEST(ScheduleTest, TheNthIsDueAfterNIntervals) {
  const Schedule schedule = evenly(5'000, 10);
  EXPECT_EQ(schedule.operations(), 50'000U);
  EXPECT_EQ(schedule.due(0), 0ns);
  EXPECT_NEAR(static_cast<double>(schedule.due(1).count()), 200'000, 1);
  EXPECT_NEAR(static_cast<double>(schedule.due(49'999).count()), 9'999'800'000, 1);
}

TEST(ScheduleTest, EndsBeforeItsTimeIsOver) {
  for (const double rate : {0.3, 1.0, 7.0, 333.3, 100'000.0}) {
    const Schedule schedule = evenly(rate, 3);
    ASSERT_GT(schedule.operations(), 0U) << rate;
    EXPECT_LT(schedule.due(schedule.operations() - 1), 3s) << rate;
    EXPECT_GE(schedule.due(schedule.operations()), 3s - 1us) << rate;
  }
}

TEST(ScheduleTest, HasNoMoreThanAreWanted) {
  EXPECT_EQ(evenly(1'000, 10, 7).operations(), 7U);
  EXPECT_EQ(evenly(1, 3, 7).operations(), 3U);
}

TEST(ScheduleTest, WithoutARateNothingIsDue) {
  const Schedule schedule{{}};
  EXPECT_EQ(schedule.operations(), 0U);
  EXPECT_EQ(schedule.due_by(1h), 0U);
}

TEST(ScheduleTest, ARampMakesAsManyAsItsMeanRate) {
  const Schedule up{{.rate = 100, .rate_to = 300, .seconds = 10}};
  EXPECT_EQ(up.operations(), 2'000U);
  // After five seconds at 100 to 200 a second.
  EXPECT_NEAR(static_cast<double>(up.due(750).count()), 5e9, 1e6);
  const Schedule down{{.rate = 300, .rate_to = 100, .seconds = 10}};
  EXPECT_EQ(down.operations(), 2'000U);
  EXPECT_NEAR(static_cast<double>(down.due(1'250).count()), 5e9, 1e6);
  const Schedule to_nothing{{.rate = 100, .rate_to = 0, .seconds = 10}};
  EXPECT_EQ(to_nothing.operations(), 500U);
  EXPECT_LE(to_nothing.due(499), 10s);
}

TEST(ScheduleTest, IntervalsShrinkWhileItsRateGrows) {
  const Schedule up{{.rate = 10, .rate_to = 1'000, .seconds = 5}};
  for (std::uint64_t n = 2; n < up.operations(); ++n)
    ASSERT_LE((up.due(n) - up.due(n - 1)).count(), (up.due(n - 1) - up.due(n - 2)).count() + 1)
        << n;
}

TEST(ScheduleTest, SaysHowManyAreDueByThen) {
  for (const Schedule& schedule :
       {evenly(1'000.0 / 3, 4), Schedule{{.rate = 10, .rate_to = 900, .seconds = 4}}}) {
    EXPECT_EQ(schedule.due_by(-1ns), 0U);
    EXPECT_EQ(schedule.due_by(0ns), 1U) << "the first is due at once";
    EXPECT_EQ(schedule.due_by(1h), schedule.operations());
    for (std::uint64_t n = 0; n < schedule.operations(); ++n) {
      ASSERT_EQ(schedule.due_by(schedule.due(n)), n + 1);
      ASSERT_EQ(schedule.due_by(schedule.due(n) - 1ns), n);
    }
  }
}

}  // namespace
}  // namespace bursar::load::schedule_test
