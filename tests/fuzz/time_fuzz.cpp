// Instants as text and as windows: a text is an instant or none as a second, slower grammar and the
// C library's calendar say; what is printed is read as the same, stands in the order of the
// instants, and lies in its own day and month.

#include "ledger/time.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>

namespace bursar::fuzz {

namespace {

using ledger::Time;

constexpr std::int64_t year_10000_ms = 253'402'300'800'000;
constexpr std::int64_t minute_ms = 60'000;

bool digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

int number(std::string_view text) {
  int value = 0;
  for (const char digit : text) value = value * 10 + (digit - '0');
  return value;
}

/// "Z" or "+hh:mm", in minutes.
std::optional<int> offset_of(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = text.substr(1, 2);
  const auto minutes = text.substr(4);
  if (!digits(hours) || !digits(minutes) || number(hours) > 23 || number(minutes) > 59)
    return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (number(hours) * 60 + number(minutes));
}

/// The second that a date and a time of day are; none where there is no such date.
std::optional<std::int64_t> second_of(std::string_view text) {
  constexpr std::string_view form = "0000-00-00T00:00:00";
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool separator = i == 10 && std::string_view{"Tt "}.contains(text[i]);
    if (form[i] == '0' ? !digits(text.substr(i, 1)) : text[i] != form[i] && !separator)
      return std::nullopt;
  }
  std::tm date{};
  date.tm_year = number(text.substr(0, 4)) - 1900;
  date.tm_mon = number(text.substr(5, 2)) - 1;
  date.tm_mday = number(text.substr(8, 2));
  date.tm_hour = number(text.substr(11, 2));
  date.tm_min = number(text.substr(14, 2));
  date.tm_sec = number(text.substr(17, 2));
  const std::tm written = date;
  const std::int64_t second = timegm(&date);  // which makes a date of any figures
  const bool is_date = date.tm_year == written.tm_year && date.tm_mon == written.tm_mon &&
                       date.tm_mday == written.tm_mday && date.tm_hour == written.tm_hour &&
                       date.tm_min == written.tm_min && date.tm_sec == written.tm_sec;
  return is_date && written.tm_year >= 70 ? std::optional{second} : std::nullopt;
}

/// What a text of RFC 3339 says, in milliseconds; none where it says no instant since 1970.
std::optional<std::int64_t> read_again(std::string_view text) {
  constexpr std::size_t whole_seconds = 19;
  if (text.size() < whole_seconds) return std::nullopt;
  const auto second = second_of(text.substr(0, whole_seconds));
  std::string_view rest = text.substr(whole_seconds);
  std::string fraction;
  if (rest.starts_with('.')) {
    const auto end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    fraction = rest.substr(1, end - 1);
    if (fraction.empty()) return std::nullopt;
    rest.remove_prefix(end);
  }
  const auto offset = offset_of(rest);
  if (!second || !offset) return std::nullopt;
  fraction.resize(3, '0');
  const std::int64_t instant = *second * 1'000 + number(fraction) - *offset * minute_ms;
  return instant >= 0 ? std::optional{instant} : std::nullopt;
}

void lies_in_its_windows(Time time) {
  const std::int64_t day = ledger::day_of(time);
  must(ledger::start_of_day(day) <= time && time < ledger::start_of_day(day + 1),
       "an instant lies in its day");
  const std::int64_t month = ledger::month_of(time);
  must(ledger::start_of_month(month) <= time && time < ledger::start_of_month(month + 1),
       "an instant lies in its month");
}

/// As somebody writes it whose clock is so many minutes ahead.
std::string written_with_offset(Time time, int minutes) {
  const std::int64_t local = time.milliseconds + minutes * minute_ms;
  const std::time_t second = local / 1'000;
  std::tm date{};
  gmtime_r(&second, &date);
  std::array<char, 128> text{};
  const int ahead = std::abs(minutes);
  const int size = std::snprintf(
      text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03d%c%02d:%02d",
      date.tm_year + 1900, date.tm_mon + 1, date.tm_mday, date.tm_hour, date.tm_min, date.tm_sec,
      static_cast<int>(local % 1'000), minutes < 0 ? '-' : '+', ahead / 60, ahead % 60);
  return {text.data(), static_cast<std::size_t>(size)};
}

void is_printed_to_be_read(Time time) {
  const std::string printed = ledger::text(time);
  must(printed.size() == 24 && printed.ends_with('Z'), "an instant is printed in 24 characters");
  must(ledger::parse_time(printed) == time, "what is printed is read as the same");
  must(read_again(printed) == time.milliseconds, "what is printed is what the calendar says");
}

void reads_what_is_written(std::string_view written) {
  const auto time = ledger::parse_time(written);
  const auto again = read_again(written);
  must(time.has_value() == again.has_value(), "a text is an instant where the grammar says so");
  if (!time) return;
  must(time->milliseconds == *again, "a text is the instant that the calendar says");
  lies_in_its_windows(*time);
  if (time->milliseconds < year_10000_ms) is_printed_to_be_read(*time);
}

Time drawn(Input& input) {
  const auto any = take<std::uint64_t>(input);
  return {static_cast<std::int64_t>(any % static_cast<std::uint64_t>(year_10000_ms))};
}

void stand_in_order(Time one, Time other) {
  must((one < other) == (ledger::text(one) < ledger::text(other)),
       "texts stand in the order of their instants");
}

}  // namespace

void time(Input input) {
  reads_what_is_written(text_of(input));
  const Time any = drawn(input);
  const Time other = drawn(input);
  lies_in_its_windows(any);
  lies_in_its_windows({-any.milliseconds});
  is_printed_to_be_read(any);
  stand_in_order(any, other);
  stand_in_order(any, {std::min(any.milliseconds + 1, year_10000_ms - 1)});
  const int minutes = take<std::uint16_t>(input) % (48 * 60 - 1) - (24 * 60 - 1);
  const std::int64_t local = any.milliseconds + minutes * minute_ms;
  if (local >= 0 && local < year_10000_ms)
    must(ledger::parse_time(written_with_offset(any, minutes)) == any,
         "whatever the offset, it is the same instant");
}

}  // namespace bursar::fuzz
