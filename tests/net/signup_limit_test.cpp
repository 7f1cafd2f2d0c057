#include "net/signup_limit.hpp"

#include <gtest/gtest.h>

namespace bursar::net {
namespace {

constexpr ledger::Time noon{.milliseconds = 43'200'000};
constexpr ledger::Time next_minute{.milliseconds = noon.milliseconds + 60'000};

TEST(SignupLimitTest, CountsByAddressAndMinute) {
  SignupLimit limit{2};
  EXPECT_TRUE(limit.take("a", noon).allowed);
  EXPECT_TRUE(limit.take("a", noon).allowed);
  EXPECT_FALSE(limit.take("a", noon).allowed);
  EXPECT_TRUE(limit.take("b", noon).allowed);
  EXPECT_TRUE(limit.take("a", next_minute).allowed);
}

TEST(SignupLimitTest, AFullTableForgetsPastMinutesAndRefusesNewAddresses) {
  SignupLimit limit{9, 2};
  EXPECT_TRUE(limit.take("a", noon).allowed);
  EXPECT_TRUE(limit.take("b", noon).allowed);
  EXPECT_FALSE(limit.take("c", noon).allowed);
  EXPECT_TRUE(limit.take("a", noon).allowed);
  EXPECT_TRUE(limit.take("c", next_minute).allowed);
}

TEST(SignupLimitTest, TellsWhatIsLeftAndForHowLong) {
  SignupLimit limit{2};
  const auto turn = limit.take("a", {noon.milliseconds + 15'500});
  EXPECT_EQ(turn.remaining, 1);
  EXPECT_EQ(turn.seconds_left, 45);
  EXPECT_EQ(limit.take("b", noon).seconds_left, 60);
  SignupLimit none{0};
  EXPECT_TRUE(none.take("a", noon).allowed);
}

}  // namespace
}  // namespace bursar::net
