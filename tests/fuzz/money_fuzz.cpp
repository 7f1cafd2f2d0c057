// Money as text: what is read is exactly what was written, by a second way of working it out, and
// what is printed is read as the same.

#include "ledger/decimal.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

namespace bursar::fuzz {

namespace {

using ledger::Money;

/// The digits of a number and where its point stands: digits × 10^power.
struct Digits {
  bool negative = false;
  bool has_exponent = false;
  std::size_t decimals = 0;
  std::string digits;
  long power = 0;
};

std::string take_digits(std::string_view& rest) {
  std::string digits{rest.substr(0, std::min(rest.find_first_not_of("0123456789"), rest.size()))};
  rest.remove_prefix(digits.size());
  return digits;
}

bool take_mark(std::string_view& rest, std::string_view either) {
  if (rest.empty() || !either.contains(rest.front())) return false;
  rest.remove_prefix(1);
  return true;
}

std::optional<Digits> digits_of(std::string_view rest) {
  Digits found;
  found.negative = take_mark(rest, "-");
  found.digits = take_digits(rest);
  if (found.digits.empty() || (found.digits.size() > 1 && found.digits[0] == '0')) return {};
  if (take_mark(rest, ".")) {
    const std::string decimals = take_digits(rest);
    if (decimals.empty()) return {};
    found.decimals = decimals.size();
    found.digits += decimals;
    found.power = -static_cast<long>(decimals.size());
  }
  if (take_mark(rest, "eE")) {
    found.has_exponent = true;
    const bool down = rest.starts_with('-');
    take_mark(rest, "+-");
    std::string exponent = take_digits(rest);
    if (exponent.empty()) return {};
    exponent.erase(0, std::min(exponent.find_first_not_of('0'), exponent.size()));
    const long far = 1'000'000'000;
    const long value = exponent.size() > 9 ? far : exponent.empty() ? 0 : std::stol(exponent);
    found.power += down ? -value : value;
  }
  return rest.empty() ? std::optional{found} : std::nullopt;
}

/// Exactly, in hundred-millionths; none where there are more digits than units.
std::optional<Money> worked_out(Digits number) {
  std::string& digits = number.digits;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return number.negative ? std::nullopt : std::optional{Money{}};
  number.power += 8;
  for (; digits.back() == '0'; digits.pop_back()) ++number.power;
  if (number.power < 0 || number.power > 20) return std::nullopt;
  digits.append(static_cast<std::size_t>(number.power), '0');
  if (digits.size() > 19) return std::nullopt;
  ledger::Wide units = 0;
  for (const char digit : digits) units = units * 10 + (digit - '0');
  if (number.negative) units = -units;
  if (units > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  if (units < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return Money::units(static_cast<std::int64_t>(units));
}

void reads_exactly(std::string_view written) {
  const auto number = digits_of(written);
  std::optional<Money> as_decimal;
  std::optional<Money> as_number;
  if (number && (number->has_exponent || number->decimals <= 8)) as_number = worked_out(*number);
  if (number && !number->has_exponent) as_decimal = as_number;
  must(ledger::parse_decimal(written) == as_decimal, "a decimal is read as what it says");
  must(ledger::parse_json_number(written) == as_number, "a JSON number is read as what it says");
}

void is_printed_to_be_read(Money money) {
  const std::string printed = ledger::text(money);
  const auto point = printed.find('.');
  must(point != std::string::npos, "money is printed with a point");
  const auto decimals = printed.size() - point - 1;
  must(decimals >= 2 && decimals <= 8, "money is printed with two to eight decimals");
  must(decimals == 2 || printed.back() != '0', "past the second no decimal is a trailing zero");
  must(ledger::parse_decimal(printed) == money, "what is printed is read as the same");
  must(ledger::parse_json_number(printed) == money, "what is printed is a JSON number too");
}

}  // namespace

void money(Input input) {
  reads_exactly(text_of(input));
  if (const auto read = ledger::parse_json_number(text_of(input))) is_printed_to_be_read(*read);
  is_printed_to_be_read(Money::units(static_cast<std::int64_t>(take<std::uint64_t>(input))));
}

}  // namespace bursar::fuzz
