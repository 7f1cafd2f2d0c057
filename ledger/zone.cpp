#include "ledger/zone.hpp"

#include <algorithm>

namespace bursar::ledger {

namespace {

constexpr std::int64_t minute_ms = 60'000;

/// The last shift that has come by then; the first where none has.
std::vector<Zone::Shift>::const_iterator shift_at(const Zone& zone, Time now) {
  const auto next = std::ranges::upper_bound(zone.shifts, now, {}, &Zone::Shift::from);
  return next == zone.shifts.begin() ? next : next - 1;
}

std::int64_t ms_of_day(const Zone::Shift& shift, Time now) {
  const Time local{now.milliseconds + std::int64_t{shift.offset_seconds} * 1'000};
  return local.milliseconds - start_of_day(day_of(local)).milliseconds;
}

bool within(const ActiveHours& hours, std::int64_t ms) {
  const std::int64_t from = hours.from * minute_ms;
  const std::int64_t to = hours.to * minute_ms;
  return from < to ? ms >= from && ms < to : ms >= from || ms < to;
}

}  // namespace

bool within(const ActiveHours& hours, const Zone& zone, Time now) {
  return !zone.shifts.empty() && within(hours, ms_of_day(*shift_at(zone, now), now));
}

// From one shift of the clocks to the next: either they open before it, or it comes to where they
// are open already.
std::optional<Time> next_within(const ActiveHours& hours, const Zone& zone, Time now) {
  if (zone.shifts.empty()) return std::nullopt;
  for (auto shift = shift_at(zone, now);; ++shift) {
    const std::int64_t ms = ms_of_day(*shift, now);
    if (within(hours, ms)) return now;
    const std::int64_t wait = hours.from * minute_ms - ms;
    const Time opens{now.milliseconds + (wait < 0 ? wait + day_ms : wait)};
    if (shift + 1 == zone.shifts.end() || opens < (shift + 1)->from) return opens;
    now = (shift + 1)->from;
  }
}

std::optional<std::uint16_t> parse_minute(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return std::nullopt;
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  if (two(0) > 23 || two(3) > 59) return std::nullopt;
  return static_cast<std::uint16_t>(two(0) * 60 + two(3));
}

std::string minute_text(std::uint16_t minute) {
  const auto two = [](int number) {
    return std::string{static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
  };
  return two(minute / 60 % 100) + ':' + two(minute % 60);
}

}  // namespace bursar::ledger
