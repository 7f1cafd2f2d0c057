#include "ledger/money.hpp"

#include "tests/support/amounts.hpp"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::money_test {
namespace {

using tests::amount;
using tests::usd;

const Money most = Money::units(std::numeric_limits<std::int64_t>::max());

TEST(AmountTest, IsAboveZeroAndAtMostABillion) {
  EXPECT_FALSE(Amount::of(Money{}));
  EXPECT_FALSE(Amount::of(Money::units(-1)));
  EXPECT_TRUE(Amount::of(Money::units(1)));
  EXPECT_TRUE(Amount::of(amount_max));
  EXPECT_FALSE(Amount::of(amount_max + Money::units(1)));
  EXPECT_FALSE(Amount::of(most));
}

TEST(MoneyDeathTest, OverflowOfOurOwnFiguresStops) {
  EXPECT_DEATH((void)(most + Money::units(1)), "CHECK failed");
  EXPECT_DEATH((void)(-most - Money::units(2)), "CHECK failed");
  EXPECT_DEATH((void)Money::dollars(most.units()), "CHECK failed");
}

TEST(MoneyTest, ACounterStaysAtTheTop) {
  EXPECT_EQ(saturating_sum(usd("1.00"), usd("0.50")), usd("1.50"));
  EXPECT_EQ(saturating_sum(most, Money::units(1)), most);
  EXPECT_EQ(saturating_sum(-most, -most), -most - Money::units(1));
}

TEST(MoneyTest, ATotalThatMoneyCannotSayIsTheNearest) {
  EXPECT_EQ(nearest(Wide{most.units()}), most);
  EXPECT_EQ(nearest(Wide{most.units()} + 1), most);
  EXPECT_EQ(nearest(-Wide{most.units()} - 1), -most - Money::units(1));
  EXPECT_EQ(nearest(-Wide{most.units()} - 2), -most - Money::units(1));
}

TEST(FeeScheduleTest, TakesFortyBasisPointsUnlessTold) {
  EXPECT_EQ(FeeSchedule{}.fee(amount("5.00")), usd("0.02"));
  EXPECT_EQ(FeeSchedule{}.fee(*Amount::of(amount_max)), usd("4000000.00"));
}

TEST(FeeScheduleTest, RoundsHalfToEven) {
  const FeeSchedule half{.basis_points = 5'000};
  EXPECT_EQ(half.fee(amount(1)).units(), 0);
  EXPECT_EQ(half.fee(amount(3)).units(), 2);
  EXPECT_EQ(half.fee(amount(5)).units(), 2);
  EXPECT_EQ(half.fee(amount(7)).units(), 4);
  EXPECT_EQ(FeeSchedule{}.fee(amount(124)).units(), 0);
  EXPECT_EQ(FeeSchedule{}.fee(amount(125)).units(), 0);
  EXPECT_EQ(FeeSchedule{}.fee(amount(126)).units(), 1);
  EXPECT_EQ(FeeSchedule{}.fee(amount(375)).units(), 2);
}

TEST(FeeScheduleTest, AddsItsFlatPart) {
  const FeeSchedule fees{.basis_points = 0, .flat = usd("0.30")};
  EXPECT_EQ(fees.fee(amount("5.00")), usd("0.30"));
  EXPECT_EQ(fees.principal_within(usd("5.30")), usd("5.00"));
  EXPECT_EQ(fees.principal_within(usd("0.30")), Money{});
  EXPECT_EQ(fees.principal_within(usd("0.10")), Money{}) << "never below nothing";
  const FeeSchedule double_price{.basis_points = 10'000};
  EXPECT_EQ(double_price.principal_within(Money::units(2)), Money::units(1));
  EXPECT_EQ(double_price.principal_within(Money::units(1)), Money{}) << "no unit is left of one";
}

RC_GTEST_PROP(FeeScheduleTest, ThePrincipalWithinATotalIsTheLargest, ()) {
  const FeeSchedule fees{.basis_points = *rc::gen::inRange<std::int64_t>(0, 20'000),
                         .flat = Money::units(*rc::gen::inRange<std::int64_t>(0, 50))};
  const Money total =
      Money::units(*rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 5'000),
                                   rc::gen::inRange<std::int64_t>(0, balance_max.units())));
  const Money principal = fees.principal_within(total);
  const auto cost = [&](Money money) { return money + fees.fee(*Amount::of(money)); };
  if (!principal.zero()) RC_ASSERT(cost(principal) <= total);
  if (principal < amount_max) RC_ASSERT(cost(principal + Money::units(1)) > total);
}

}  // namespace
}  // namespace bursar::ledger::money_test
