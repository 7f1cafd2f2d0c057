// Active hours by the machine's own database, across what clocks of this world have done.

#include "actors/time_zones.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::actors::time_zones_test {
namespace {

using ledger::ActiveHours;
using ledger::Time;

Time at(std::string_view text) {
  return ledger::parse_time(text).value();
}

struct Row {
  std::string_view zone;
  std::string_view from;
  std::string_view to;
  std::string_view opens;   // the first instant that is in
  std::string_view closes;  // the first that is out again
};

TEST(TimeZonesTest, HoursGoByTheClocksOfTheirPlace) {
  const Row rows[] = {
      {"UTC", "09:00", "17:00", "2026-11-25T09:00:00Z", "2026-11-25T17:00:00Z"},
      // Berlin: the last Sundays of March and October, at 01:00 UTC.
      {"Europe/Berlin", "09:00", "17:00", "2026-03-28T08:00:00Z", "2026-03-28T16:00:00Z"},
      {"Europe/Berlin", "09:00", "17:00", "2026-03-29T07:00:00Z", "2026-03-29T15:00:00Z"},
      {"Europe/Berlin", "01:00", "04:00", "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z"},
      {"Europe/Berlin", "02:30", "04:00", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"},
      {"Europe/Berlin", "01:00", "04:00", "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z"},
      {"Europe/Berlin", "22:00", "06:00", "2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z"},
      // New York: the second Sunday of March and the first of November, at 02:00 of its own.
      {"America/New_York", "09:00", "17:00", "2026-03-07T14:00:00Z", "2026-03-07T22:00:00Z"},
      {"America/New_York", "09:00", "17:00", "2026-03-08T13:00:00Z", "2026-03-08T21:00:00Z"},
      {"America/New_York", "00:30", "03:30", "2026-03-08T05:30:00Z", "2026-03-08T07:30:00Z"},
      {"America/New_York", "00:30", "03:30", "2026-11-01T04:30:00Z", "2026-11-01T08:30:00Z"},
      // Lord Howe shifts by half an hour: back in April, forth in October.
      {"Australia/Lord_Howe", "09:00", "17:00", "2026-04-03T22:00:00Z", "2026-04-04T06:00:00Z"},
      {"Australia/Lord_Howe", "09:00", "17:00", "2026-04-04T22:30:00Z", "2026-04-05T06:30:00Z"},
      {"Australia/Lord_Howe", "01:00", "03:00", "2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z"},
      {"Australia/Lord_Howe", "01:00", "03:00", "2026-10-03T14:30:00Z", "2026-10-03T16:00:00Z"},
      // Apia went over the date line: the 30th of December 2011 never was.
      {"Pacific/Apia", "09:00", "17:00", "2011-12-29T19:00:00Z", "2011-12-30T03:00:00Z"},
      {"Pacific/Apia", "09:00", "17:00", "2011-12-30T19:00:00Z", "2011-12-31T03:00:00Z"},
      {"Asia/Kathmandu", "00:00", "00:01", "2026-11-25T18:15:00Z", "2026-11-25T18:16:00Z"},
  };
  for (const Row& row : rows) {
    const auto zone = machine_zone(row.zone);
    ASSERT_TRUE(zone) << row.zone;
    const ActiveHours hours{.from = ledger::parse_minute(row.from).value(),
                            .to = ledger::parse_minute(row.to).value()};
    const std::string what = std::string{row.zone}.append(" ").append(row.opens);
    const auto in = [&](Time time, std::int64_t ms) {
      return within(hours, *zone, {time.milliseconds + ms});
    };
    EXPECT_FALSE(in(at(row.opens), -1)) << what;
    EXPECT_TRUE(in(at(row.opens), 0)) << what;
    EXPECT_TRUE(in(at(row.closes), -1)) << what;
    EXPECT_FALSE(in(at(row.closes), 0)) << what;
    EXPECT_EQ(next_within(hours, *zone, {at(row.opens).milliseconds - 1}), at(row.opens)) << what;
  }
}

TEST(TimeZonesTest, OtherNamesOfAZoneAreZonesToo) {
  const auto one = machine_zone("America/New_York");
  const auto other = machine_zone("US/Eastern");
  ASSERT_TRUE(one && other);
  EXPECT_EQ(one->shifts, other->shifts);
  EXPECT_EQ(machine_zone("America/New_York"), one) << "it is read once";
}

TEST(TimeZonesTest, WhatIsNoZoneIsNone) {
  for (const char* name : {"", "Europe/Berlim", "europe/berlin", "../etc/passwd", "/etc/passwd",
                           "Europe", "UTC ", "+01:00"})
    EXPECT_EQ(machine_zone(name), nullptr) << name;
}

}  // namespace
}  // namespace bursar::actors::time_zones_test
