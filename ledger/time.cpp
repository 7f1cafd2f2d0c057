#include "ledger/time.hpp"

#include "ledger/append_text.hpp"
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

bool digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads a text from its beginning; what does not fit turns it into `broken` for good.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_{text} {}

  std::int64_t number(std::size_t width, std::int64_t most) {
    std::int64_t value = 0;
    for (; width > 0; --width) value = value * 10 + (take(digit) - '0');
    broken_ = broken_ || value > most;
    return value;
  }

  void mark(std::string_view either) {
    take([&](char c) { return either.contains(c); });
  }

  std::int64_t milliseconds() {
    if (!rest_.starts_with('.')) return 0;
    mark(".");
    std::int64_t value = number(1, 9);
    for (int digits = 1; digits < 3; ++digits)
      value = value * 10 + (digit(ahead()) ? number(1, 9) : 0);
    while (digit(ahead())) mark("0123456789");
    return value;
  }

  /// Minutes east of Greenwich.
  std::int64_t offset() {
    const char sign = take([](char c) { return std::string_view{"Zz+-"}.contains(c); });
    if (sign != '+' && sign != '-') return 0;
    const std::int64_t hours = number(2, 23);
    mark(":");
    const std::int64_t minutes = hours * 60 + number(2, 59);
    return sign == '-' ? -minutes : minutes;
  }

  bool whole() const { return !broken_ && rest_.empty(); }

 private:
  char ahead() const { return rest_.empty() ? '\0' : rest_.front(); }

  template <class Fits>
  char take(Fits fits) {
    broken_ = broken_ || !fits(ahead());
    if (broken_) return '0';
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }

  std::string_view rest_;
  bool broken_ = false;
};

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

void append_text(std::string& out, Time time) {
  const std::int64_t day = day_of(time);
  const std::int64_t rest = time.milliseconds - start_of_day(day).milliseconds;
  const auto date = date_of(day);
  const int year = static_cast<int>(date.year());
  CHECK(year >= 0 && year <= 9999);
  const std::size_t begin = out.size();
  out.append("0000-00-00T00:00:00.000Z");
  put(out, begin, 4, year);
  put(out, begin + 5, 2, static_cast<unsigned>(date.month()));
  put(out, begin + 8, 2, static_cast<unsigned>(date.day()));
  put(out, begin + 11, 2, rest / 3'600'000);
  put(out, begin + 14, 2, rest / 60'000 % 60);
  put(out, begin + 17, 2, rest / 1'000 % 60);
  put(out, begin + 20, 3, rest % 1'000);
}

std::string text(Time time) {
  std::string out;
  append_text(out, time);
  return out;
}

std::optional<Time> parse_time(std::string_view text) {
  TimeReader reader{text};
  const auto year = static_cast<int>(reader.number(4, 9'999));
  reader.mark("-");
  const auto month = static_cast<unsigned>(reader.number(2, 12));
  reader.mark("-");
  const auto day = static_cast<unsigned>(reader.number(2, 31));
  reader.mark("Tt ");
  const std::int64_t hour = reader.number(2, 23);
  reader.mark(":");
  const std::int64_t minute = reader.number(2, 59);
  reader.mark(":");
  const std::int64_t second = reader.number(2, 59);
  const std::int64_t millisecond = reader.milliseconds();
  const std::int64_t offset = reader.offset();
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!reader.whole() || !date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t minutes = (days * 24 + hour) * 60 + minute - offset;
  if (minutes < 0 || year < 1970) return std::nullopt;
  return Time{(minutes * 60 + second) * 1'000 + millisecond};
}

}  // namespace bursar::ledger
