#include "net/retry_after.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::retry_after_test {
namespace {

// 1994-11-06T08:49:37Z, the date that the standard's examples say.
constexpr ledger::Time moment{784'111'777'000};

std::int64_t wanted(std::string_view written, std::string_view date = {}) {
  return retry_after_s(written, date, moment).value_or(-1);
}

TEST(RetryAfterTest, ADateIsReadInAnyOfItsThreeSpellings) {
  for (const char* written : {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                              "Sun Nov  6 08:49:37 1994"})
    EXPECT_EQ(http_date(written, moment), moment) << written;
}

TEST(RetryAfterTest, OfTwoDigitsTheYearIsTheNearOne) {
  EXPECT_EQ(http_date("Sunday, 06-Nov-94 08:49:37 GMT", {moment.milliseconds * 2}),
            http_date("Sun, 06 Nov 1994 08:49:37 GMT", moment));
  EXPECT_EQ(http_date("Sunday, 06-Nov-10 08:49:37 GMT", moment),
            http_date("Sat, 06 Nov 2010 08:49:37 GMT", moment));
  EXPECT_EQ(http_date("Sunday, 06-Nov-60 08:49:37 GMT", moment),
            http_date("Sun, 06 Nov 1960 08:49:37 GMT", moment));
}

TEST(RetryAfterTest, WhatIsNoDateIsNone) {
  for (const char* written :
       {"", "tomorrow", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:3x GMT", "Sun, xx Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94x 08:49:37 GMT", "Sunday, 06-Nov-9x 08:49:37 GMT", "Sun Nov 6 08:49:37",
        "Sun Nov 6 08:49:37 1994 GMT"})
    EXPECT_FALSE(http_date(written, moment)) << written;
}

TEST(RetryAfterTest, SecondsAreADayAtMost) {
  EXPECT_EQ(wanted("0"), 0);
  EXPECT_EQ(wanted("17"), 17);
  EXPECT_EQ(wanted("86400"), 86'400);
  EXPECT_EQ(wanted("86401"), 86'400);
  EXPECT_EQ(wanted("9223372036854775807"), 86'400);
  EXPECT_EQ(wanted("9223372036854775808"), 86'400) << "more than a number holds";
  EXPECT_EQ(wanted(std::string(1'000, '9')), 86'400);
  for (const char* written : {"", "-1", "+1", "1.5", "17 ", "0x10", "tomorrow"})
    EXPECT_EQ(wanted(written), -1) << written;
}

TEST(RetryAfterTest, AMomentIsHeldAgainstTheAnswersOwnDate) {
  EXPECT_EQ(wanted("Sun, 06 Nov 1994 08:50:07 GMT"), 30);
  EXPECT_EQ(wanted("Sun, 06 Nov 1994 09:50:07 GMT", "Sun, 06 Nov 1994 09:49:37 GMT"), 30);
  EXPECT_EQ(wanted("Sun, 06 Nov 1994 08:50:07 GMT", "nonsense"), 30);
  EXPECT_EQ(wanted("Sun, 06 Nov 1994 08:00:00 GMT"), 0) << "it is past";
  EXPECT_EQ(wanted("Fri, 06 Nov 2054 08:49:37 GMT"), 86'400);
  EXPECT_EQ(retry_after_s("Sun, 06 Nov 1994 08:50:07 GMT", "", {moment.milliseconds + 1}), 30)
      << "rather later than sooner";
}

}  // namespace
}  // namespace bursar::net::retry_after_test
