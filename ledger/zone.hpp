#pragma once

// A time zone as a value: how far its clocks are from UTC, by instant. Made outside, from the
// machine's time-zone database, so that the ledger reads none. And the hours of a day by its
// clocks.

#include "ledger/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::ledger {

struct Zone {
  struct Shift {
    Time from = {};
    std::int32_t offset_seconds = 0;  // local time − UTC from then on

    friend bool operator==(const Shift&, const Shift&) = default;
  };

  std::string name = {};
  std::vector<Shift> shifts = {};  // sorted; the first holds for all that is before it too

  friend bool operator==(const Zone&, const Zone&) = default;
};

constexpr std::uint16_t minutes_of_day = 24 * 60;

/// Of every day by the zone's clocks: `from` is in, `to` is out; from > to goes over midnight.
struct ActiveHours {
  std::uint16_t from = 0;  // minutes of the day
  std::uint16_t to = 0;
  std::string timezone = {};  // its IANA name

  friend bool operator==(const ActiveHours&, const ActiveHours&) = default;
};

bool within(const ActiveHours& hours, const Zone& zone, Time now);
/// The first instant from `now` on that is within them. None: they never come again.
std::optional<Time> next_within(const ActiveHours& hours, const Zone& zone, Time now);

/// "09:30", of 00:00 to 23:59.
std::optional<std::uint16_t> parse_minute(std::string_view text);
std::string minute_text(std::uint16_t minute);

}  // namespace bursar::ledger
