#include "ledger/time.hpp"

#include "ledger/check.hpp"

#include <chrono>
#include <cstddef>

namespace bursar::ledger {

namespace {

std::chrono::year_month_day date_of(std::int64_t day) {
  return std::chrono::sys_days{std::chrono::days{day}};
}

/// Writes `value` over the `width` characters at `position`, with leading zeros.
void put(std::string& out, std::size_t position, std::size_t width, std::int64_t value) {
  for (std::size_t i = width; i > 0; --i, value /= 10)
    out[position + i - 1] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::int64_t month_of(Time time) {
  const auto date = date_of(day_of(time));
  return (std::int64_t{static_cast<int>(date.year())} - 1970) * 12 +
         static_cast<unsigned>(date.month()) - 1;
}

Time start_of_day(std::int64_t day) {
  return {day * day_ms};
}

Time start_of_month(std::int64_t month) {
  const std::int64_t years = (month - (month < 0 ? 11 : 0)) / 12;
  const std::chrono::year_month_day first{
      std::chrono::year{static_cast<int>(1970 + years)},
      std::chrono::month{static_cast<unsigned>(month - years * 12 + 1)}, std::chrono::day{1}};
  return start_of_day(std::chrono::sys_days{first}.time_since_epoch().count());
}

std::string text(Time time) {
  const std::int64_t day = day_of(time);
  const std::int64_t rest = time.milliseconds - start_of_day(day).milliseconds;
  const auto date = date_of(day);
  const int year = static_cast<int>(date.year());
  CHECK(year >= 0 && year <= 9999);
  std::string out = "0000-00-00T00:00:00.000Z";
  put(out, 0, 4, year);
  put(out, 5, 2, static_cast<unsigned>(date.month()));
  put(out, 8, 2, static_cast<unsigned>(date.day()));
  put(out, 11, 2, rest / 3'600'000);
  put(out, 14, 2, rest / 60'000 % 60);
  put(out, 17, 2, rest / 1'000 % 60);
  put(out, 20, 3, rest % 1'000);
  return out;
}

}  // namespace bursar::ledger
