#include "ledger/condition.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::condition_test {
namespace {

constexpr Time now{1'000 * day_ms};

constexpr Time ago(std::int64_t milliseconds) {
  return {now.milliseconds - milliseconds};
}

constexpr Signs moved(Time at) {
  return {.moved_at = at, .ever_held_money = true};
}

TEST(ConditionTest, WhatIsSetComesFirst) {
  const Signs denied{.moved_at = now, .ever_held_money = true, .denied_at = now};
  EXPECT_EQ(condition(WalletStatus::frozen, denied, now), Condition::frozen);
  EXPECT_EQ(condition(WalletStatus::archived, denied, now), Condition::archived);
  EXPECT_EQ(condition(WalletStatus::active, denied, now), Condition::policy_violation);
}

TEST(ConditionTest, ARefusalIsToldOfForADay) {
  Signs signs = moved(now);
  signs.denied_at = ago(day_ms - 1);
  EXPECT_EQ(condition(signs, now), Condition::policy_violation);
  signs.denied_at = ago(day_ms);
  EXPECT_EQ(condition(signs, now), Condition::active);
  signs.ever_held_money = false;
  EXPECT_EQ(condition(signs, now), Condition::unfunded);
}

TEST(ConditionTest, IdleIsWhatHeldMoneyAndDidNotMoveForMoreThanThirtyDays) {
  EXPECT_EQ(condition(moved(ago(30 * day_ms)), now), Condition::active);
  EXPECT_EQ(condition(moved(ago(30 * day_ms + 1)), now), Condition::idle);
  EXPECT_EQ(condition(Signs{.moved_at = ago(40 * day_ms)}, now), Condition::unfunded);
}

Signs any_signs() {
  const auto then = [](std::int64_t days) {
    const std::int64_t back = *rc::gen::inRange<std::int64_t>(0, days * day_ms);
    return *rc::gen::element(ago(back), ago(back / day_ms * day_ms));
  };
  return {.moved_at = then(40),
          .ever_held_money = *rc::gen::arbitrary<bool>(),
          .denied_at = *rc::gen::arbitrary<bool>() ? then(2) : Time{}};
}

RC_GTEST_PROP(ConditionTest, ItIsTheSameUntilItEndsAndAnotherThen, ()) {
  const Signs signs = any_signs();
  const Time ends = condition_ends(signs, now);
  RC_ASSERT(ends > now);
  const std::int64_t left = ends.milliseconds - now.milliseconds;
  const Time before{now.milliseconds + *rc::gen::inRange<std::int64_t>(0, left)};
  RC_ASSERT(condition(signs, before) == condition(signs, now));
  const bool for_ever = ends == Time{std::numeric_limits<std::int64_t>::max()};
  RC_ASSERT(for_ever || condition(signs, ends) != condition(signs, now));
}

}  // namespace
}  // namespace bursar::ledger::condition_test
