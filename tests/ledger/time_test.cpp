#include "ledger/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::time_test {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

TEST(TimeTest, IsWrittenAsRfc3339InUtcWithMilliseconds) {
  EXPECT_EQ(text(Time{0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(text(Time{1'795'599'000'123}), "2026-11-25T09:30:00.123Z");
  EXPECT_EQ(text(Time{23 * hour_ms}), "1970-01-01T23:00:00.000Z");
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

TEST(TimeTest, IsReadWithAnyOffsetAndAnyFraction) {
  const Time time{1'795'599'000'120};
  for (const char* written :
       {"2026-11-25T09:30:00.12Z", "2026-11-25t09:30:00.120z", "2026-11-25 11:00:00.1209+01:30",
        "2026-11-24T23:30:00.12-10:00", "2026-11-25T10:29:00.12+00:59"})
    EXPECT_EQ(parse_time(written), time) << written;
  EXPECT_EQ(parse_time("2026-11-25T09:30:00Z"), Time{1'795'599'000'000});
}

TEST(TimeTest, WhatIsNoInstantIsNotRead) {
  for (const char* written : {"",
                              "2026",
                              "2026-11-25",
                              "2026-11-25T09:30:00",
                              "2026-11-25T09:30Z",
                              "2026-02-29T09:30:00Z",
                              "2026-13-01T09:30:00Z",
                              "2026-00-01T09:30:00Z",
                              "2026-11-25T24:00:00Z",
                              "2026-11-25T09:60:00Z",
                              "2026-11-25T09:30:60Z",
                              "2026-11-25T09:30:00.Z",
                              "2026-11-25T09:30:00Zx",
                              "2026-11-25T09:30:00+1:00",
                              "2026-11-25T09:30:00+24:00",
                              "1969-12-31T23:59:59Z",
                              "1970-01-01T00:00:00+00:01",
                              "1969-12-31T23:59:00-00:01",
                              "2026/11-25T09:30:00Z",
                              "2026-11/25T09:30:00Z",
                              "2026-11-25_09:30:00Z",
                              "2026-11-25T09.30:00Z",
                              "2026-11-25T09:30.00Z",
                              "2026-11-25T09:30:00+01.30",
                              "2026-11-25T09:30:00x",
                              "-026-11-25T09:30:00Z",
                              "2026-11-25T09:30:00\0Z"})
    EXPECT_FALSE(parse_time(written)) << written;
}

TEST(TimeTest, FourDigitsOfAYearAreAllThatIsWritten) {
  EXPECT_EQ(text(Time{253'402'300'799'999}), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(parse_time("9999-12-31T23:59:59.999Z"), Time{253'402'300'799'999});
  EXPECT_EQ(text(Time{-62'167'219'200'000}), "0000-01-01T00:00:00.000Z");
  EXPECT_DEATH((void)text(Time{253'402'300'800'000}), "CHECK failed");
  EXPECT_DEATH((void)text(Time{-62'167'219'200'001}), "CHECK failed");
}

RC_GTEST_PROP(TimeTest, WhatIsWrittenIsReadAgain, ()) {
  const Time time{*rc::gen::inRange<std::int64_t>(0, 253'402'300'800'000)};
  RC_ASSERT(parse_time(text(time)) == time);
}

RC_GTEST_PROP(TimeTest, EveryInstantLiesInItsDayAndItsMonth, ()) {
  const Time time{*rc::gen::inRange<std::int64_t>(-40'000, 400'000) * 18 * hour_ms};
  RC_ASSERT(start_of_day(day_of(time)) <= time);
  RC_ASSERT(time < start_of_day(day_of(time) + 1));
  RC_ASSERT(start_of_month(month_of(time)) <= time);
  RC_ASSERT(time < start_of_month(month_of(time) + 1));
}

}  // namespace
}  // namespace bursar::ledger::time_test
