#include "ledger/business_days.hpp"

#include <chrono>

namespace bursar::ledger {

namespace {

using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono::year_month_weekday;

constexpr std::uint32_t bank_days = 2;

sys_days date(std::int64_t day) {
  return sys_days{std::chrono::days{day}};
}

/// New Year, Juneteenth, Independence, Veterans, Christmas.
bool fixed_holiday(const year_month_day& date) {
  using namespace std::chrono;
  const month_day day = date.month() / date.day();
  return day == January / 1 || day == June / 19 || day == July / 4 || day == November / 11 ||
         day == December / 25;
}

/// King, Washington, Memorial, Labor, Columbus, Thanksgiving.
bool moving_holiday(sys_days day) {
  using namespace std::chrono;
  const year_month_day date{day};
  const year in = date.year();
  return day == sys_days{in / January / Monday[3]} || day == sys_days{in / February / Monday[3]} ||
         day == sys_days{in / May / Monday[last]} || day == sys_days{in / September / Monday[1]} ||
         day == sys_days{in / October / Monday[2]} || day == sys_days{in / November / Thursday[4]};
}

}  // namespace

bool business_day(std::int64_t day) {
  using namespace std::chrono;
  const sys_days which = date(day);
  const weekday of_week{which};
  if (of_week == Saturday || of_week == Sunday) return false;
  if (of_week == Monday && fixed_holiday(year_month_day{which - days{1}})) return false;
  return !fixed_holiday(year_month_day{which}) && !moving_holiday(which);
}

std::int64_t business_days_after(std::int64_t day, std::uint32_t n) {
  while (n > 0)
    if (business_day(++day)) --n;
  return day;
}

std::int64_t arrival(DestinationType type, Time asked) {
  const std::int64_t day = day_of(asked);
  return type == DestinationType::crypto ? day : business_days_after(day, bank_days);
}

std::string date_text(std::int64_t day) {
  return text(start_of_day(day)).substr(0, 10);
}

}  // namespace bursar::ledger
