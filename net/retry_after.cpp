#include "net/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <string>
#include <vector>

namespace bursar::net {

namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::int64_t ms_of_second = 1'000;

/// Digits alone, so many of them.
std::optional<int> digits(std::string_view text, std::size_t least, std::size_t most) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.size() < least || text.size() > most || error != std::errc{} ||
      end != text.data() + text.size() || number < 0)
    return std::nullopt;
  return number;
}

std::vector<std::string_view> parts_of(std::string_view text, std::string_view between) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(between), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// "08:49:37", in milliseconds; 60 is a second that was put in.
std::optional<std::int64_t> time_of_day(std::string_view written) {
  if (written.size() != 8 || written[2] != ':' || written[5] != ':') return std::nullopt;
  const auto hours = digits(written.substr(0, 2), 2, 2);
  const auto minutes = digits(written.substr(3, 2), 2, 2);
  const auto seconds = digits(written.substr(6), 2, 2);
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60)
    return std::nullopt;
  return ((std::int64_t{*hours} * 60 + *minutes) * 60 + *seconds) * ms_of_second;
}

std::optional<int> year_of(std::string_view written, ledger::Time now) {
  if (written.size() != 2) return digits(written, 4, 4);
  const auto two = digits(written, 2, 2);
  if (!two) return std::nullopt;
  const std::chrono::sys_time<std::chrono::milliseconds> moment{
      std::chrono::milliseconds{now.milliseconds}};
  const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(moment)};
  const int this_year = static_cast<int>(today.year());
  int year = this_year / 100 * 100 + *two;
  if (year > this_year + 50) year -= 100;
  if (year < this_year - 49) year += 100;
  return year;
}

}  // namespace

std::optional<ledger::Time> http_date(std::string_view written, ledger::Time now) {
  const auto parts = parts_of(written, ", -");
  if (parts.size() < 5) return std::nullopt;
  // Day, month, year and time of day, wherever they stand.
  const bool ansi = !written.contains(',');
  if (parts.size() != (ansi ? 5U : 6U) || (!ansi && parts[5] != "GMT")) return std::nullopt;
  const auto day = digits(parts[ansi ? 2 : 1], 1, 2);
  const auto month = std::ranges::find(months, parts[ansi ? 1 : 2]);
  const auto year = year_of(parts[ansi ? 4 : 3], now);
  const auto time = time_of_day(parts[ansi ? 3 : 4]);
  if (!day || month == months.end() || !year || !time) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year{*year},
      std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
      std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  const std::chrono::milliseconds since = std::chrono::sys_days{date}.time_since_epoch();
  return ledger::Time{since.count() + *time};
}

std::optional<std::int64_t> retry_after_s(std::string_view written, std::string_view date,
                                          ledger::Time now) {
  const bool number = !written.empty() && written.find_first_not_of("0123456789") == written.npos;
  if (number) {
    std::int64_t seconds = 0;
    const auto [end, error] =
        std::from_chars(written.data(), written.data() + written.size(), seconds);
    return error == std::errc{} ? std::min(seconds, retry_after_s_max) : retry_after_s_max;
  }
  const auto then = http_date(written, now);
  if (!then) return std::nullopt;
  const ledger::Time from = http_date(date, now).value_or(now);
  const std::int64_t ms = then->milliseconds - from.milliseconds;
  return std::clamp<std::int64_t>((ms + ms_of_second - 1) / ms_of_second, 0, retry_after_s_max);
}

}  // namespace bursar::net
