#include "net/signup_limit.hpp"

#include <initializer_list>

#include <gtest/gtest.h>

namespace bursar::net::signup_limit_test {
namespace {

constexpr ledger::Time noon{.milliseconds = 43'200'000};
constexpr ledger::Time next_minute{.milliseconds = noon.milliseconds + 60'000};

struct Take {
  const char* address;
  ledger::Time at;
  bool allowed;
};

void expect(SignupLimit limit, std::initializer_list<Take> takes) {
  int turn = 0;
  for (const auto& [address, at, allowed] : takes) {
    ++turn;
    EXPECT_EQ(limit.take(address, at).allowed, allowed) << "turn " << turn << ": " << address;
  }
}

TEST(SignupLimitTest, CountsByAddressAndMinute) {
  expect(SignupLimit{2}, {{"a", noon, true},
                          {"a", noon, true},
                          {"a", noon, false},
                          {"b", noon, true},
                          {"a", next_minute, true}});
}

TEST(SignupLimitTest, AFullTableForgetsPastMinutesAndRefusesNewAddresses) {
  expect(SignupLimit{9, 2}, {{"a", noon, true},
                             {"b", noon, true},
                             {"c", noon, false},
                             {"a", noon, true},
                             {"c", next_minute, true}});
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
}  // namespace bursar::net::signup_limit_test
