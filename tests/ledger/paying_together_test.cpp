#include "ledger/paying_together.hpp"

#include "tests/ledger/decisions.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::paying_together_test {
namespace {

using namespace tests;

Result<std::vector<Decided>> decided(const WalletState& state, const std::vector<Pay>& pays,
                                     const PolicyInForce* policy = nullptr) {
  std::vector<const Pay*> all;
  for (const Pay& pay : pays) all.push_back(&pay);
  return decide_together(Wallet{state}, all, {}, noon, policy);
}

TEST(PayingTogetherTest, EachIsDecidedAsIfThoseBeforeItWereMade) {
  const auto all = decided(holding("10.04"), {payment("5.00"), payment("5.00", {})}).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(posted(all[0]), (Posted{{6, usd("-5.02")}, {2, usd("0.02")}, {7, usd("5.00")}}));
  EXPECT_EQ(posted(all[1]), (Posted{{6, usd("-5.02")}, {2, usd("0.02")}, {3, usd("5.00")}}));
  EXPECT_EQ(std::get<Paid>(all[1].fact).usage_after.in_day, usd("10.00"));
}

TEST(PayingTogetherTest, WhatIsTheMatterWithOneTellsWhich) {
  const auto all = decided(holding("10.03"), {payment("5.00"), payment("5.00")});
  ASSERT_FALSE(all);
  EXPECT_EQ(all.error().code, Errc::insufficient_funds);
  EXPECT_EQ(all.error().part, 2);
  EXPECT_TRUE(all.error().of_payments);
}

TEST(PayingTogetherTest, LimitsHoldForAllOfThem) {
  WalletState state = holding("100.00");
  const PolicyInForce policy = bind(
      state, {.max_per_day = usd("12.00"), .velocity = Velocity{.count = 3, .window_seconds = 60}});
  EXPECT_TRUE(decided(state, {payment("5.00"), payment("7.00")}, &policy));
  EXPECT_EQ(decided(state, {payment("5.00"), payment("7.01")}, &policy).error().rule,
            PolicyRule::max_per_day);
  const std::vector<Pay> often(4, payment("0.01"));
  EXPECT_EQ(decided(state, often, &policy).error().rule, PolicyRule::velocity);
  EXPECT_EQ(decided(state, often, &policy).error().part, 4);
}

TEST(PayingTogetherTest, ABudgetIsDrawnOnInItsTurn) {
  WalletState state = holding("5.02");
  state.budget_limit = usd("10.00");
  const auto all = decided(state, {payment("5.00"), payment("5.00")}).value();
  EXPECT_EQ(std::get<Paid>(all[0].fact).drawn, Money{});
  EXPECT_EQ(std::get<Paid>(all[1].fact).drawn, usd("5.02"));
}

TEST(PayingTogetherTest, NothingOfItMayWaitForApproval) {
  WalletState state = holding("100.00");
  const PolicyInForce policy = bind(state, {.approval_above = usd("2.00")});
  EXPECT_TRUE(decided(state, {payment("2.00"), payment("2.00")}, &policy));
  EXPECT_EQ(decided(state, {payment("2.00"), payment("2.01")}, &policy).error(),
            (Error{.code = Errc::policy_denied,
                   .rule = PolicyRule::approval_above,
                   .limit = usd("2.00"),
                   .part = 2,
                   .of_payments = true}));
}

TEST(PayingTogetherTest, WhatIsUnderWayIsWaitedFor) {
  Wallet payer{holding("10.04")};
  const Pay five = payment("5.00");
  const std::vector<const Pay*> both{&five, &five};
  EXPECT_FALSE(only_what_is_under_way_refuses(payer, both, {}, noon));
  const Decided under_way = payer.decide(five, {}, noon).value();
  payer.hold(under_way, noon);
  EXPECT_FALSE(decide_together(payer, both, {}, noon));
  EXPECT_TRUE(only_what_is_under_way_refuses(payer, both, {}, noon));
  const std::vector<const Pay*> one{&five};
  EXPECT_TRUE(decide_together(payer, one, {}, noon));
  EXPECT_FALSE(only_what_is_under_way_refuses(payer, one, {}, noon));
  const std::vector<const Pay*> three{&five, &five, &five};
  EXPECT_FALSE(only_what_is_under_way_refuses(payer, three, {}, noon));
  payer.expect(usd("5.02"));
  EXPECT_TRUE(only_what_is_under_way_refuses(payer, three, {}, noon));
}

TEST(PayingTogetherTest, ARefusalTellsNothingOfWhatIsUnderWay) {
  WalletState state = holding("100.00");
  state.budget_limit = usd("12.00");
  Wallet payer{state};
  const Pay five = payment("5.00");
  payer.hold(payer.decide(five, {}, noon).value(), noon);
  const std::vector<const Pay*> three{&five, &five, &five};
  EXPECT_EQ(decide_together(payer, three, {}, noon).error(),
            decide_together(Wallet{state}, three, {}, noon).error());
  EXPECT_EQ(decide_together(payer, three, {}, noon).error().part, 3);
  EXPECT_EQ(decide_together(payer, three, {}, noon).error().used, usd("10.00"));
}

TEST(PayingTogetherTest, WhatBudgetsDrawIsGivenWholeOrNotAtAll) {
  Wallet source{holding("10.00")};
  const std::vector<Money> three(3, usd("4.00"));
  const auto two = std::span{three}.first(2);
  EXPECT_TRUE(give_together(source, two));
  EXPECT_EQ(give_together(source, three).error(),
            (Error{.code = Errc::budget_source_short, .part = 3, .of_payments = true}));
  EXPECT_FALSE(only_what_is_under_way_refuses(source, usd("12.00")));
  source.expect(-usd("3.00"));
  EXPECT_EQ(give_together(source, two).error().part, 2);
  EXPECT_TRUE(only_what_is_under_way_refuses(source, usd("8.00")));
  EXPECT_FALSE(only_what_is_under_way_refuses(source, usd("12.00")));
  EXPECT_FALSE(only_what_is_under_way_refuses(source, usd("4.00")));
  source.expect(usd("2.00"));
  EXPECT_TRUE(only_what_is_under_way_refuses(source, usd("12.00")));
  EXPECT_FALSE(only_what_is_under_way_refuses(source, usd("12.00"), usd("2.00")))
      << "it comes with them";
  EXPECT_TRUE(only_what_is_under_way_refuses(source, usd("8.00"), usd("2.00")));
  EXPECT_FALSE(only_what_is_under_way_refuses(source, usd("4.00"), usd("2.00")));
}

TEST(PayingTogetherTest, WhichOfThemIsTooMuchTheRecordsSay) {
  Wallet source{holding("10.00")};
  source.expect(-usd("9.00"));
  const std::vector<Money> drawn{usd("5.00"), usd("6.00")};
  EXPECT_EQ(give_together(source, drawn).error().part, 2);
}

RC_GTEST_PROP(PayingTogetherProperties, WhatIsGivenTogetherIsWhatWouldBeGivenAtOnce,
              (const std::vector<std::uint16_t>& draws, std::uint32_t has)) {
  WalletState state = holding("0.00");
  state.posted = Money::units(has % 1'000'000);
  const Wallet source{state};
  std::vector<Money> drawn;
  std::vector<Money> sums{Money{}};
  for (const std::uint16_t units : draws) {
    drawn.push_back(Money::units(units));
    sums.push_back(sums.back() + drawn.back());
  }
  const auto told = give_together(source, drawn);
  RC_ASSERT(told.has_value() == source.give(sums.back()).has_value());
  if (told) return;
  RC_ASSERT(source.give(sums.at(told.error().part - 1U)).has_value());
  RC_ASSERT(!source.give(sums.at(told.error().part)).has_value());
}

}  // namespace
}  // namespace bursar::ledger::paying_together_test
