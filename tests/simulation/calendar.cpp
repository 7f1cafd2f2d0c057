#include "tests/simulation/calendar.hpp"

#include <ctime>

namespace bursar::simulation {
namespace {

constexpr std::int64_t ms_per_second = 1'000;
constexpr std::int64_t seconds_per_day = 86'400;
constexpr int epoch_year = 70;  // since 1900

std::int64_t month_at_second(std::time_t second) {
  std::tm date{};
  gmtime_r(&second, &date);
  return std::int64_t{12} * (date.tm_year - epoch_year) + date.tm_mon;
}

}  // namespace

std::int64_t day_at(ledger::Time time) {
  return time.milliseconds / ms_per_second / seconds_per_day;
}

std::int64_t month_at(ledger::Time time) {
  return month_at_second(time.milliseconds / ms_per_second);
}

std::int64_t month_of_day(std::int64_t day) {
  return month_at_second(day * seconds_per_day);
}

ledger::Time beginning_of_day(std::int64_t day) {
  return {day * seconds_per_day * ms_per_second};
}

ledger::Time beginning_of_month(std::int64_t month) {
  std::tm first{};
  first.tm_year = epoch_year + static_cast<int>(month / 12);
  first.tm_mon = static_cast<int>(month % 12);
  first.tm_mday = 1;
  return {std::int64_t{timegm(&first)} * ms_per_second};
}

}  // namespace bursar::simulation
