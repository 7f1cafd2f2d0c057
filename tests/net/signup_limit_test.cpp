#include "net/signup_limit.hpp"

#include <gtest/gtest.h>

namespace bursar::net {
namespace {

constexpr ledger::Time noon{.milliseconds = 43'200'000};
constexpr ledger::Time next_minute{.milliseconds = noon.milliseconds + 60'000};

TEST(SignupLimitTest, CountsByAddressAndMinute) {
  SignupLimit limit{2};
  EXPECT_TRUE(limit.allow("a", noon));
  EXPECT_TRUE(limit.allow("a", noon));
  EXPECT_FALSE(limit.allow("a", noon));
  EXPECT_TRUE(limit.allow("b", noon));
  EXPECT_TRUE(limit.allow("a", next_minute));
}

TEST(SignupLimitTest, AFullTableForgetsPastMinutesAndRefusesNewAddresses) {
  SignupLimit limit{9, 2};
  EXPECT_TRUE(limit.allow("a", noon));
  EXPECT_TRUE(limit.allow("b", noon));
  EXPECT_FALSE(limit.allow("c", noon));
  EXPECT_TRUE(limit.allow("a", noon));
  EXPECT_TRUE(limit.allow("c", next_minute));
}

}  // namespace
}  // namespace bursar::net
