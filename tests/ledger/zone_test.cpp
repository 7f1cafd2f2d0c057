#include "ledger/zone.hpp"

#include "tests/ledger/two_organizations.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::ledger::zone_test {
namespace {

Time at(std::string_view text) {
  return parse_time(text).value();
}

const Zone utc{.name = "UTC", .shifts = {{{}, 0}}};
// An hour ahead, two in summer.
const Zone summer{
    .name = "Summer",
    .shifts = {
        {{}, 3'600}, {at("2026-03-29T01:00:00Z"), 7'200}, {at("2026-10-25T01:00:00Z"), 3'600}}};

ActiveHours hours(std::string_view from, std::string_view to) {
  return {.from = parse_minute(from).value(), .to = parse_minute(to).value()};
}

TEST(ZoneTest, AMinuteIsReadAndWritten) {
  EXPECT_EQ(parse_minute("00:00"), 0);
  EXPECT_EQ(parse_minute("09:30"), 570);
  EXPECT_EQ(parse_minute("23:59"), 1'439);
  for (const char* wrong : {"", "24:00", "12:60", "9:30", "09:3", "09-30", "0a:00", "a0:00",
                            "00:a0", "00:0a", "09:300", " 9:30", "-1:00"})
    EXPECT_EQ(parse_minute(wrong), std::nullopt) << wrong;
  for (std::uint16_t minute = 0; minute < minutes_of_day; ++minute)
    EXPECT_EQ(parse_minute(minute_text(minute)), minute);
}

TEST(ZoneTest, TheFirstMinuteIsInAndTheLastIsOut) {
  const ActiveHours day = hours("09:00", "17:30");
  EXPECT_FALSE(within(day, utc, at("2026-11-25T08:59:59.999Z")));
  EXPECT_TRUE(within(day, utc, at("2026-11-25T09:00:00.000Z")));
  EXPECT_TRUE(within(day, utc, at("2026-11-25T17:29:59.999Z")));
  EXPECT_FALSE(within(day, utc, at("2026-11-25T17:30:00.000Z")));
}

TEST(ZoneTest, HoursMayGoOverMidnight) {
  const ActiveHours night = hours("22:00", "06:00");
  EXPECT_FALSE(within(night, utc, at("2026-11-25T21:59:59.999Z")));
  EXPECT_TRUE(within(night, utc, at("2026-11-25T22:00:00Z")));
  EXPECT_TRUE(within(night, utc, at("2026-11-26T00:00:00Z")));
  EXPECT_TRUE(within(night, utc, at("2026-11-26T05:59:59.999Z")));
  EXPECT_FALSE(within(night, utc, at("2026-11-26T06:00:00Z")));
  const ActiveHours until_midnight = hours("22:00", "00:00");
  EXPECT_TRUE(within(until_midnight, utc, at("2026-11-25T23:59:59.999Z")));
  EXPECT_FALSE(within(until_midnight, utc, at("2026-11-26T00:00:00Z")));
}

TEST(ZoneTest, ClocksThatShiftTakeTheHoursWithThem) {
  const ActiveHours day = hours("09:00", "17:00");
  EXPECT_FALSE(within(day, summer, at("2026-03-28T07:59:59.999Z")));
  EXPECT_TRUE(within(day, summer, at("2026-03-28T08:00:00Z")));
  EXPECT_FALSE(within(day, summer, at("2026-03-29T06:59:59.999Z")));
  EXPECT_TRUE(within(day, summer, at("2026-03-29T07:00:00Z")));
  EXPECT_TRUE(within(day, summer, at("2026-10-24T07:00:00Z")));
  EXPECT_FALSE(within(day, summer, at("2026-10-25T07:59:59.999Z")));
  EXPECT_TRUE(within(day, summer, at("2026-10-25T08:00:00Z")));
}

TEST(ZoneTest, AnHourThatIsSkippedIsNeverAndOneThatComesTwiceIsTwice) {
  const ActiveHours skipped = hours("02:00", "03:00");  // the last Sunday of March has none
  EXPECT_TRUE(within(skipped, summer, at("2026-03-28T01:30:00Z")));
  EXPECT_FALSE(within(skipped, summer, at("2026-03-29T00:59:59.999Z")));
  EXPECT_FALSE(within(skipped, summer, at("2026-03-29T01:00:00Z")));
  EXPECT_EQ(next_within(skipped, summer, at("2026-03-28T02:00:00Z")), at("2026-03-30T00:00:00Z"));
  EXPECT_TRUE(within(skipped, summer, at("2026-10-25T00:30:00Z")));
  EXPECT_TRUE(within(skipped, summer, at("2026-10-25T01:30:00Z"))) << "again";
  EXPECT_FALSE(within(skipped, summer, at("2026-10-25T02:00:00Z")));
}

TEST(ZoneTest, WhenTheyOpenNextIsTheFirstInstantThatIsIn) {
  const ActiveHours day = hours("09:00", "17:00");
  EXPECT_EQ(next_within(day, utc, at("2026-11-25T08:00:00Z")), at("2026-11-25T09:00:00Z"));
  EXPECT_EQ(next_within(day, utc, at("2026-11-25T12:00:00.001Z")), at("2026-11-25T12:00:00.001Z"));
  EXPECT_EQ(next_within(day, utc, at("2026-11-25T17:00:00Z")), at("2026-11-26T09:00:00Z"));
  EXPECT_EQ(next_within(day, summer, at("2026-03-28T18:00:00Z")), at("2026-03-29T07:00:00Z"));
  EXPECT_EQ(next_within(day, summer, at("2026-10-24T18:00:00Z")), at("2026-10-25T08:00:00Z"));
  // The clocks jump into them.
  EXPECT_EQ(next_within(hours("02:30", "04:00"), summer, at("2026-03-29T00:00:00Z")),
            at("2026-03-29T01:00:00Z"));
}

TEST(ZoneTest, WithoutShiftsThereIsNoHour) {
  EXPECT_FALSE(within(hours("00:00", "23:59"), {}, tests::noon));
  EXPECT_EQ(next_within(hours("00:00", "23:59"), {}, tests::noon), std::nullopt);
}

TEST(ZoneTest, BeforeTheFirstShiftItsClocksHoldToo) {
  const Zone late{.name = "Late", .shifts = {{at("2026-01-01T00:00:00Z"), 3'600}}};
  EXPECT_TRUE(within(hours("09:00", "10:00"), late, at("1999-01-01T08:30:00Z")));
}

}  // namespace
}  // namespace bursar::ledger::zone_test
