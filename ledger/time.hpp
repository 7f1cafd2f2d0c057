#pragma once

// An instant in UTC, to the millisecond. The ledger is always told the time and never asks for it.
// Windows of a policy are UTC calendar days and months.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::ledger {

struct Time {
  std::int64_t milliseconds = 0;  // since 1970-01-01T00:00:00Z

  friend constexpr auto operator<=>(Time, Time) = default;
};

constexpr std::int64_t day_ms = 86'400'000;

/// Days since 1970-01-01.
constexpr std::int64_t day_of(Time time) {
  return time.milliseconds / day_ms - (time.milliseconds % day_ms < 0 ? 1 : 0);
}

/// Months since January 1970.
std::int64_t month_of(Time time);
Time start_of_day(std::int64_t day);
Time start_of_month(std::int64_t month);

/// RFC 3339: "2026-11-25T09:30:00.123Z".
std::string text(Time time);
/// The same read, with any offset and any number of digits of a second (those past the third are
/// dropped); none when it is no instant of the years 1970 to 9999.
std::optional<Time> parse_time(std::string_view text);

}  // namespace bursar::ledger
