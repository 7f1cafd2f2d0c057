// What is under way: held until its record is durable, or released.

#include "ledger/wallet.hpp"
#include "tests/ledger/decisions.hpp"

#include <gtest/gtest.h>

namespace bursar::ledger::wallet_holds_test {
namespace {

using namespace tests;
using tests::decide;

TEST(WalletHoldsTest, AHoldCountsUntilItIsReleased) {
  WalletState state = holding("10.00");
  const PolicyInForce policy = bind(state, {.max_per_day = usd("8.00")});
  Wallet wallet{state};
  const Decided first = wallet.decide(payment("5.00"), {}, noon, &policy).value();
  wallet.hold(first, noon);
  EXPECT_EQ(wallet.available(), usd("10.00"));  // no record knows of it
  EXPECT_TRUE(wallet.in_flight());
  const auto second = wallet.decide(payment("5.00"), {}, noon, &policy);
  EXPECT_EQ(second.error().code, Errc::policy_denied);
  EXPECT_EQ(second.error().used, usd("5.00"));
  EXPECT_TRUE(wallet.only_what_is_under_way_refuses(payment("5.00"), {}, noon, &policy));
  EXPECT_FALSE(wallet.only_what_is_under_way_refuses(payment("9.00"), {}, noon, &policy));
  EXPECT_FALSE(wallet.only_what_is_under_way_refuses(payment("1.00"), {}, noon, &policy));
  wallet.release(first, noon);
  EXPECT_FALSE(wallet.in_flight());
  EXPECT_TRUE(wallet.decide(payment("5.00"), {}, noon, &policy));
  EXPECT_FALSE(wallet.only_what_is_under_way_refuses(payment("5.00"), {}, noon, &policy));
}

TEST(WalletHoldsTest, AHoldOfWhatOthersPayDebitsNothing) {
  const Decided theirs = decide(holding("9.00"), payment("5.00")).value();
  Wallet wallet{{.address = address_of(5), .posted = usd("1.00")}};
  wallet.hold(theirs, noon);
  EXPECT_TRUE(wallet.in_flight());
  EXPECT_TRUE(wallet.decide({.payer = address_of(5), .amount = amount("0.90")}, {}, noon));
}

TEST(WalletHoldsTest, ReleasingOneHoldLeavesTheOthers) {
  WalletState state = holding("10.00");
  const PolicyInForce policy = bind(state, {.max_per_day = usd("8.00")});
  Wallet wallet{state};
  const Decided first = wallet.decide(payment("5.00"), {}, noon, &policy).value();
  wallet.hold(first, noon);
  wallet.hold(wallet.decide(payment("3.00"), {}, noon, &policy).value(), noon);
  wallet.release(first, noon);
  EXPECT_EQ(wallet.decide(payment("8.00"), {}, noon, &policy).error().used, usd("3.00"));
  EXPECT_TRUE(wallet.decide(payment("5.00"), {}, noon, &policy));
}

TEST(WalletHoldsTest, ARefusalThatNeedsNoHoldTellsNothingOfOne) {
  WalletState state = holding("6.00");
  const PolicyInForce policy = bind(state, {.max_per_day = usd("8.00")});
  Wallet wallet{state};
  const Result<Decided> denied = wallet.decide(payment("9.00"), {}, noon, &policy);
  const Result<Decided> unfunded = wallet.decide(payment("7.00"), {}, noon, &policy);
  wallet.hold(wallet.decide(payment("5.00"), {}, noon, &policy).value(), noon);
  EXPECT_EQ(wallet.decide(payment("9.00"), {}, noon, &policy).error(), denied.error());
  EXPECT_EQ(wallet.decide(payment("7.00"), {}, noon, &policy).error(), unfunded.error());

  Wallet org{{.address = address_of(5), .posted = usd("9.00")}};
  Fund asked = funding(FundingSource::organization, "5.00");
  asked.org_wallet = address_of(5);
  org.hold(org.decide(asked, {}, noon).value(), noon);
  asked.amount = amount("9.01");
  EXPECT_EQ(org.decide(asked, {}, noon).error().max_allowed_now, usd("9.00"));
}

TEST(WalletHoldsTest, TheWindowsThatAHoldOpenedCloseWithIt) {
  WalletState state = holding("10.00");
  const PolicyInForce policy = bind(state, {.max_per_day = usd("8.00")});
  state.usage.add(usd("6.00"), noon);
  Wallet wallet{state};
  const Decided tomorrow = wallet.decide(payment("5.00"), {}, next_day, &policy).value();
  wallet.hold(tomorrow, next_day);
  wallet.release(tomorrow, next_day);
  EXPECT_FALSE(wallet.decide(payment("5.00"), {}, noon, &policy));
}

TEST(WalletHoldsTest, AHoldOfABudgetWalletThatDebitsNothingIsUnderWayToo) {
  WalletState state = holding("0.00");
  state.budget_limit = usd("8.00");
  Wallet wallet{state};
  wallet.hold(wallet.decide(payment("5.00"), {}, noon).value(), noon);
  EXPECT_TRUE(wallet.in_flight());
  EXPECT_EQ(wallet.decide(payment("5.00"), {}, noon).error().code, Errc::budget_exceeded);
  EXPECT_TRUE(wallet.only_what_is_under_way_refuses(payment("5.00"), {}, noon));
}

TEST(WalletHoldsTest, WhatACreditUnderWayWouldCoverWaits) {
  Wallet wallet{holding("10.00")};
  wallet.expect(usd("5.00"));
  EXPECT_TRUE(wallet.only_what_is_under_way_refuses(payment("12.00"), {}, noon));
  EXPECT_FALSE(wallet.only_what_is_under_way_refuses(payment("15.00"), {}, noon));
}

TEST(WalletHoldsTest, AnOrgWalletsFundingWaitsForHoldsAlone) {
  Wallet org{{.address = address_of(5), .posted = usd("9.00")}};
  Fund asked = funding(FundingSource::organization, "5.00");
  asked.org_wallet = address_of(5);
  org.hold(org.decide(asked, {}, noon).value(), noon);
  EXPECT_TRUE(org.only_what_is_under_way_refuses(asked, {}, noon));
  asked.amount = amount("9.01");
  EXPECT_FALSE(org.only_what_is_under_way_refuses(asked, {}, noon));
  asked.amount = amount("4.00");
  EXPECT_FALSE(org.only_what_is_under_way_refuses(asked, {}, noon)) << "there is enough for both";
}

TEST(WalletHoldsTest, AFundingThatIsReleasedCanBeGivenAgain) {
  Wallet org{{.address = address_of(5), .posted = usd("9.00")}};
  Fund asked = funding(FundingSource::organization, "9.00");
  asked.org_wallet = address_of(5);
  const Decided first = org.decide(asked, {}, noon).value();
  org.hold(first, noon);
  EXPECT_FALSE(org.decide(asked, {}, noon));
  org.release(first, noon);
  EXPECT_FALSE(org.in_flight());
  EXPECT_TRUE(org.decide(asked, {}, noon));
  EXPECT_FALSE(org.only_what_is_under_way_refuses(asked, {}, noon));
}

TEST(WalletHoldsTest, APaymentThatWasSampledBeforeAHoldOfTheNextDayCountsInThatDay) {
  WalletState state = holding("10.00");
  const PolicyInForce policy = bind(state, {.max_per_day = usd("5.00")});
  state.usage.add(usd("3.00"), noon);
  Wallet wallet{state};
  wallet.hold(wallet.decide(payment("1.00"), {}, next_day, &policy).value(), next_day);
  const auto decided = wallet.decide(payment("4.00"), {}, noon, &policy);
  ASSERT_TRUE(decided);
  const Usage& usage_after = std::get<Paid>(decided->fact).usage_after;
  EXPECT_EQ(usage_after.day, day_of(next_day));
  EXPECT_EQ(usage_after.in_day, usd("5.00"));
  EXPECT_FALSE(wallet.decide(payment("4.01"), {}, noon, &policy));
}

}  // namespace
}  // namespace bursar::ledger::wallet_holds_test
