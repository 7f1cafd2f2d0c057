#include "ledger/decimal.hpp"

#include <cstdint>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::decimal_test {
namespace {

constexpr std::int64_t units_max = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t units_min = std::numeric_limits<std::int64_t>::min();

struct Row {
  const char* written;
  std::optional<std::int64_t> as_decimal;
  std::optional<std::int64_t> as_json;
};
constexpr std::nullopt_t no = std::nullopt;

const std::vector<Row> boundaries = {
    {"0", 0, 0},
    {"0.00", 0, 0},
    {"5", 500'000'000, 500'000'000},
    {"5.0", 500'000'000, 500'000'000},
    {"5.00", 500'000'000, 500'000'000},
    {"0.1", 10'000'000, 10'000'000},
    {"0.005", 500'000, 500'000},
    {"0.00000001", 1, 1},
    {"-1.50", -150'000'000, -150'000'000},
    // Nine decimals and more, zeros or not.
    {"0.000000001", no, no},
    {"0.000000000", no, no},
    {"5.000000000", no, no},
    {"1.0000000000000001", no, no},
    // The edges of 64 bits.
    {"92233720368.54775807", units_max, units_max},
    {"92233720368.54775808", no, no},
    {"-92233720368.54775808", units_min, units_min},
    {"-92233720368.54775809", no, no},
    {"9223372036854775807", no, no},
    {"9223372036854775808", no, no},
    {"18446744073709551616", no, no},
    {"1000000000000000000", no, no},
    {"340282366920938463463374607431768211456", no, no},
    {"100000000000000000000000000000000000000000000000000", no, no},
    // Exponents: never in a string, and only where the value is exact.
    {"5e-7", no, 50},
    {"5E-7", no, 50},
    {"1e-8", no, 1},
    {"1e-9", no, no},
    {"10e-9", no, 1},
    {"5.0e0", no, 500'000'000},
    {"0.5e1", no, 500'000'000},
    {"5e+2", no, 50'000'000'000},
    {"1.0000000000000001e0", no, no},
    {"5.0000000000000000e0", no, 500'000'000},
    {"0.00000000000005e10", no, 50'000},
    {"1e05", no, 10'000'000'000'000},
    {"1e400", no, no},
    {"1E-400", no, no},
    {"0e400", no, 0},
    {"0e-400", no, 0},
    {"1e99999999999999999999999999", no, no},
    {"1e-99999999999999999999999999", no, no},
    {"-1e2", no, -10'000'000'000},
    // What is no number, or no decent one.
    {"-0", no, no},
    {"-0.00", no, no},
    {"-0e1", no, no},
    {"NaN", no, no},
    {"nan", no, no},
    {"Infinity", no, no},
    {"inf", no, no},
    {"٣", no, no},
    {"١٢", no, no},
    {"+5", no, no},
    {"05", no, no},
    {"00", no, no},
    {"-05", no, no},
    {"--5", no, no},
    {"0x10", no, no},
    {"0X1P3", no, no},
    {"", no, no},
    {"-", no, no},
    {".", no, no},
    {".5", no, no},
    {"5.", no, no},
    {"5.e1", no, no},
    {"5e", no, no},
    {"5e+", no, no},
    {"5e1.5", no, no},
    {"5e1e1", no, no},
    {" 5", no, no},
    {"5 ", no, no},
    {"5\n", no, no},
    {"1,000", no, no},
    {"1_000", no, no},
    {"$5", no, no},
    {"1.2.3", no, no},
    {"null", no, no},
};

std::optional<std::int64_t> units(std::optional<Money> money) {
  return money ? std::optional{money->units()} : std::nullopt;
}

TEST(DecimalTest, IsReadExactlyOrNotAtAll) {
  for (const Row& row : boundaries) {
    EXPECT_EQ(units(parse_decimal(row.written)), row.as_decimal) << '"' << row.written << '"';
    EXPECT_EQ(units(parse_json_number(row.written)), row.as_json) << row.written;
  }
}

TEST(DecimalTest, ANulByteEndsNothing) {
  EXPECT_EQ(parse_decimal(std::string_view{"5\0", 2}), std::nullopt);
  EXPECT_EQ(parse_json_number(std::string_view{"5\0001", 3}), std::nullopt);
}

TEST(DecimalTest, WhatStandsBehindTheTextIsNotRead) {
  constexpr std::string_view longer = "1.2345e67";
  EXPECT_EQ(parse_decimal(longer.substr(0, 1)), Money::dollars(1));
  EXPECT_EQ(parse_decimal(longer.substr(0, 4)), Money::units(123'000'000));
  EXPECT_EQ(parse_json_number(longer.substr(0, 8)), Money::dollars(1'234'500));
  EXPECT_EQ(parse_json_number(std::string_view{"1e20"}.substr(0, 3)), Money::dollars(100));
}

TEST(DecimalTest, LongTokensAreReadInOnePass) {
  const std::string zeros(1'000'000, '0');
  EXPECT_EQ(units(parse_json_number("1" + zeros + "e-1000000")), 100'000'000);
  EXPECT_EQ(units(parse_json_number("1" + zeros + "e-2000000")), std::nullopt);
  EXPECT_EQ(units(parse_json_number("0." + zeros + "1e1000001")), 100'000'000);
}

TEST(DecimalTest, IsWrittenWithTwoDecimalsAtLeastAndNoZerosPastThem) {
  const std::vector<std::pair<std::int64_t, const char*>> rows = {
      {0, "0.00"},
      {1, "0.00000001"},
      {500'000, "0.005"},
      {10'000'000, "0.10"},
      {50'000'000'000, "500.00"},
      {-150'000'000, "-1.50"},
      {-1, "-0.00000001"},
      {units_max, "92233720368.54775807"},
      {units_min, "-92233720368.54775808"},
  };
  for (const auto& [count, written] : rows) EXPECT_EQ(text(Money::units(count)), written);
}

RC_GTEST_PROP(DecimalTest, WhatIsWrittenIsReadBack, (std::int64_t count)) {
  const Money money = Money::units(count);
  RC_ASSERT(parse_decimal(text(money)) == money);
  RC_ASSERT(parse_json_number(text(money)) == money);
}

RC_GTEST_PROP(DecimalTest, TheSameValueWithAnExponentIsTheSameMoney, ()) {
  const auto count = *rc::gen::inRange<std::int64_t>(1, units_max);
  RC_ASSERT(parse_json_number(std::to_string(count) + "e-8") == Money::units(count));
}

RC_GTEST_PROP(DecimalTest, NoTextDoesAnyHarm, (std::string written)) {
  const auto money = parse_json_number(written);
  if (money) RC_ASSERT(parse_decimal(text(*money)) == money);
}

}  // namespace
}  // namespace bursar::ledger::decimal_test
