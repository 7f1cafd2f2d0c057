#include "net/x402_body.hpp"

#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace bursar::net::x402_body_test {
namespace {

using ledger::Amount;
using ledger::Money;

TEST(X402BodyTest, AnAmountIsHundredMillionthsOfADollar) {
  EXPECT_EQ(atomic_amount("1"), Amount::of(Money::units(1)));
  EXPECT_EQ(atomic_amount("500000"), Amount::of(Money::units(500'000)));
  EXPECT_EQ(atomic_amount(std::to_string(ledger::amount_max.units())),
            Amount::of(ledger::amount_max));
}

TEST(X402BodyTest, WhatIsNoSuchIntegerIsNoAmount) {
  for (const char* const written :
       {"", "0", "00", "01", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "1,000", "١", "1\n"})
    EXPECT_EQ(atomic_amount(written), std::nullopt) << written;
  EXPECT_EQ(atomic_amount(std::string_view{"1\0", 2}), std::nullopt);
}

TEST(X402BodyTest, NoAmountIsAboveWhatMayBePaid) {
  const std::int64_t most = ledger::amount_max.units();
  EXPECT_EQ(atomic_amount(std::to_string(most + 1)), std::nullopt);
  EXPECT_EQ(atomic_amount("9223372036854775807"), std::nullopt);
  EXPECT_EQ(atomic_amount("9223372036854775808"), std::nullopt);
  EXPECT_EQ(atomic_amount("18446744073709551617"), std::nullopt) << "not what it wraps to";
  EXPECT_EQ(atomic_amount(std::string(400, '9')), std::nullopt);
}

TEST(X402BodyTest, AServiceIsNamedByItsOwnKindOfId) {
  const ledger::Bits128 bits{1, 2};
  EXPECT_EQ(service_id(ledger::text("svc_", bits)), ledger::ServiceId{bits});
  EXPECT_EQ(service_id(ledger::text("wal_", bits)), std::nullopt);
  EXPECT_EQ(service_id(""), std::nullopt);
  EXPECT_EQ(service_id("svc_"), std::nullopt);
}

}  // namespace
}  // namespace bursar::net::x402_body_test
