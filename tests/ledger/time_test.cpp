#include "ledger/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

TEST(TimeTest, IsWrittenAsRfc3339InUtcWithMilliseconds) {
  EXPECT_EQ(text(Time{0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(text(Time{1'795'599'000'123}), "2026-11-25T09:30:00.123Z");
  EXPECT_EQ(text(Time{-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(text(Time{951'782'400'007}), "2000-02-29T00:00:00.007Z");
}

TEST(TimeTest, DaysAndMonthsBeginAtMidnightUtc) {
  const Time leap_day{951'782'400'000};
  EXPECT_EQ(start_of_day(day_of(leap_day)), leap_day);
  EXPECT_EQ(month_of(leap_day), 30 * 12 + 1);
  EXPECT_EQ(text(start_of_month(month_of(leap_day))), "2000-02-01T00:00:00.000Z");
  EXPECT_EQ(text(start_of_month(month_of(leap_day) + 1)), "2000-03-01T00:00:00.000Z");
  EXPECT_EQ(text(start_of_month(-1)), "1969-12-01T00:00:00.000Z");
  EXPECT_EQ(text(start_of_month(-13)), "1968-12-01T00:00:00.000Z");
}

TEST(TimeTest, DecemberIsFollowedByJanuary) {
  const std::int64_t december = 56 * 12 + 11;
  EXPECT_EQ(text(start_of_month(december)), "2026-12-01T00:00:00.000Z");
  EXPECT_EQ(text(start_of_month(december + 1)), "2027-01-01T00:00:00.000Z");
}

RC_GTEST_PROP(TimeTest, EveryInstantLiesInItsDayAndItsMonth, ()) {
  const Time time{*rc::gen::inRange<std::int64_t>(-40'000, 400'000) * 18 * hour_ms};
  RC_ASSERT(start_of_day(day_of(time)) <= time);
  RC_ASSERT(time < start_of_day(day_of(time) + 1));
  RC_ASSERT(start_of_month(month_of(time)) <= time);
  RC_ASSERT(time < start_of_month(month_of(time) + 1));
}

}  // namespace
}  // namespace bursar::ledger
