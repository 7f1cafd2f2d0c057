// Instants as text and as windows: what is read is printed and read as the same, and lies in its
// own day and month.

#include "ledger/time.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <string>

namespace bursar::fuzz {

namespace {

using ledger::Time;

constexpr std::int64_t year_10000_ms = 253'402'300'800'000;

void lies_in_its_windows(Time time) {
  const std::int64_t day = ledger::day_of(time);
  must(ledger::start_of_day(day) <= time && time < ledger::start_of_day(day + 1),
       "an instant lies in its day");
  const std::int64_t month = ledger::month_of(time);
  must(ledger::start_of_month(month) <= time && time < ledger::start_of_month(month + 1),
       "an instant lies in its month");
}

void is_printed_to_be_read(Time time) {
  const std::string printed = ledger::text(time);
  must(printed.size() == 24 && printed.ends_with('Z'), "an instant is printed in 24 characters");
  must(ledger::parse_time(printed) == time, "what is printed is read as the same");
}

/// Whatever the offset, a second later is a second later.
void reads_what_is_written(std::string_view written) {
  const auto time = ledger::parse_time(written);
  if (!time) return;
  must(time->milliseconds >= 0, "nothing before 1970 is an instant");
  must(time->milliseconds < year_10000_ms + ledger::day_ms, "nor anything after 9999");
  must(written.size() >= 20 && written[4] == '-' && written[13] == ':', "it has RFC 3339's form");
  lies_in_its_windows(*time);
  if (time->milliseconds < year_10000_ms) is_printed_to_be_read(*time);
}

}  // namespace

void time(Input input) {
  reads_what_is_written(text_of(input));
  const auto drawn = take<std::uint64_t>(input);
  const Time any{static_cast<std::int64_t>(drawn % static_cast<std::uint64_t>(year_10000_ms))};
  lies_in_its_windows(any);
  lies_in_its_windows({-any.milliseconds});
  is_printed_to_be_read(any);
}

}  // namespace bursar::fuzz
