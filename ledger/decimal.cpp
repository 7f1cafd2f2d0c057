#include "ledger/decimal.hpp"

#include "ledger/append_text.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace bursar::ledger {

namespace {

constexpr std::int64_t decimals_max = 8;
// Far past any text's length, so that a longer exponent cannot be made up for by digits.
constexpr std::int64_t exponent_max = 1'000'000'000'000'000;

/// A JSON number, taken apart: [-] whole [. fraction] [e exponent]. A string's decimal has the same
/// grammar, but for the exponent.
struct Written {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  bool has_exponent = false;
  std::int64_t exponent = 0;
};

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

std::string_view take_digits(std::string_view& rest) {
  std::size_t count = 0;
  while (count < rest.size() && is_digit(rest[count])) ++count;
  const std::string_view taken = rest.substr(0, count);
  rest.remove_prefix(count);
  return taken;
}

bool take(std::string_view& rest, char character) {
  if (!rest.starts_with(character)) return false;
  rest.remove_prefix(1);
  return true;
}

/// False when there is an exponent sign without digits.
bool take_exponent(std::string_view& rest, Written& written) {
  if (!take(rest, 'e') && !take(rest, 'E')) return true;
  const bool negative = take(rest, '-');
  if (!negative) take(rest, '+');
  const std::string_view digits = take_digits(rest);
  if (digits.empty()) return false;
  for (const char digit : digits)
    if (written.exponent < exponent_max) written.exponent = written.exponent * 10 + (digit - '0');
  if (negative) written.exponent = -written.exponent;
  written.has_exponent = true;
  return true;
}

std::optional<Written> take_apart(std::string_view rest) {
  Written written;
  written.negative = take(rest, '-');
  written.whole = take_digits(rest);
  if (written.whole.empty()) return std::nullopt;
  if (written.whole.size() > 1 && written.whole.front() == '0') return std::nullopt;
  if (take(rest, '.')) {
    written.fraction = take_digits(rest);
    if (written.fraction.empty()) return std::nullopt;
  }
  if (!take_exponent(rest, written) || !rest.empty()) return std::nullopt;
  return written;
}

/// `magnitude` × 10^`power` + `digit`; false when it does not fit.
bool shift_in(std::uint64_t& magnitude, std::int64_t power, char digit) {
  for (; power > 0 && magnitude != 0; --power)
    if (__builtin_mul_overflow(magnitude, std::uint64_t{10}, &magnitude)) return false;
  return !__builtin_add_overflow(magnitude, static_cast<std::uint64_t>(digit - '0'), &magnitude);
}

/// Exact, or none. Zeros at either end are no digits to carry, however many are written.
std::optional<Money> value_of(const Written& written) {
  std::uint64_t magnitude = 0;
  std::int64_t zeros = 0;  // read, but not yet followed by another digit
  for (const std::string_view part : {written.whole, written.fraction})
    for (const char digit : part) {
      if (digit == '0') {
        ++zeros;
        continue;
      }
      if (!shift_in(magnitude, zeros + 1, digit)) return std::nullopt;
      zeros = 0;
    }
  if (magnitude == 0) return written.negative ? std::nullopt : std::optional{Money{}};
  const std::int64_t power =
      written.exponent + decimals_max + zeros - static_cast<std::int64_t>(written.fraction.size());
  if (power < 0 || !shift_in(magnitude, power, '0')) return std::nullopt;
  // Subtracting on the negative side reaches the one value that has no positive twin.
  std::int64_t units = 0;
  const bool too_large = written.negative ? __builtin_sub_overflow(0, magnitude, &units)
                                          : __builtin_add_overflow(0, magnitude, &units);
  if (too_large) return std::nullopt;
  return Money::units(units);
}

}  // namespace

void append_text(std::string& out, Money money) {
  const auto bits = static_cast<std::uint64_t>(money.units());
  const std::uint64_t magnitude = money.negative() ? 0 - bits : bits;
  if (money.negative()) out.push_back('-');
  std::array<char, 20> digits;
  const auto whole = std::to_chars(digits.data(), digits.data() + digits.size(),
                                   magnitude / Money::units_per_dollar);
  out.append(digits.data(), whole.ptr).push_back('.');
  std::uint64_t fraction = magnitude % Money::units_per_dollar;
  std::size_t decimals = decimals_max;
  for (; decimals > 2 && fraction % 10 == 0; --decimals) fraction /= 10;
  for (std::size_t at = decimals; at > 0; fraction /= 10)
    digits[--at] = static_cast<char>('0' + fraction % 10);
  out.append(digits.data(), decimals);
}

std::string text(Money money) {
  std::string out;
  append_text(out, money);
  return out;
}

std::optional<Money> parse_decimal(std::string_view written) {
  const auto parts = take_apart(written);
  if (!parts || parts->has_exponent) return std::nullopt;
  if (parts->fraction.size() > static_cast<std::size_t>(decimals_max)) return std::nullopt;
  return value_of(*parts);
}

std::optional<Money> parse_json_number(std::string_view token) {
  const auto parts = take_apart(token);
  if (!parts) return std::nullopt;
  if (!parts->has_exponent) return parse_decimal(token);
  return value_of(*parts);
}

}  // namespace bursar::ledger
