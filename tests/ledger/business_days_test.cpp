#include "ledger/business_days.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::ledger::business_days_test {
namespace {

Time at(std::string_view date) {
  return parse_time(std::string{date} + "T12:00:00Z").value();
}
std::string to_bank(std::string_view date) {
  return date_text(arrival(DestinationType::bank, at(date)));
}

TEST(BusinessDaysTest, ABankIsReachedOnTheSecondBusinessDay) {
  EXPECT_EQ(to_bank("2026-05-04"), "2026-05-06") << "Monday";
  EXPECT_EQ(to_bank("2026-05-07"), "2026-05-11") << "Thursday";
  EXPECT_EQ(to_bank("2026-05-08"), "2026-05-12") << "Friday";
  EXPECT_EQ(to_bank("2026-05-09"), "2026-05-12") << "Saturday";
  EXPECT_EQ(date_text(arrival(DestinationType::stripe, at("2026-05-08"))), "2026-05-12");
  EXPECT_EQ(date_text(arrival(DestinationType::crypto, at("2026-05-09"))), "2026-05-09");
}

TEST(BusinessDaysTest, HolidaysOfTheFederalReserveAreNone) {
  const std::string_view holidays[] = {
      "2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-09-07",
      "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25", "2027-07-05",  // the 4th is a Sunday
      "2028-01-17"};
  for (const std::string_view date : holidays) EXPECT_FALSE(business_day(day_of(at(date)))) << date;
  const std::string_view days[] = {"2026-07-03",  // the 4th is a Saturday, and not moved
                                   "2026-07-06", "2026-01-20", "2026-05-18", "2026-11-19",
                                   "2026-11-27", "2026-09-14", "2026-10-05", "2026-02-09"};
  for (const std::string_view date : days) EXPECT_TRUE(business_day(day_of(at(date)))) << date;
}

TEST(BusinessDaysTest, AThanksgivingLastsAWeekend) {
  EXPECT_EQ(to_bank("2026-11-25"), "2026-11-30");
}

TEST(BusinessDaysTest, NoBusinessDayAfterADayIsThatDay) {
  EXPECT_EQ(business_days_after(day_of(at("2026-05-09")), 0), day_of(at("2026-05-09")));
}

}  // namespace
}  // namespace bursar::ledger::business_days_test
