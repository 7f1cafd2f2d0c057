#include "ledger/policy.hpp"

#include "tests/support/amounts.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace bursar::ledger::policy_test {
namespace {

using tests::amount;
using tests::usd;

constexpr Time noon{1'795'608'000'000};  // 2026-11-25T12:00:00Z
constexpr Time tomorrow{1'795'651'200'000};
constexpr Time december{1'796'083'200'000};

Usage used(std::string_view written) {
  Usage usage;
  usage.add(usd(written), noon);
  return usage;
}

Result<void> judge(const PolicyTerms& terms, const Usage& usage, Amount amount, Time now) {
  const PolicyInForce policy{.terms = terms};
  return ledger::judge(&policy, {.usage = usage, .recent = {}},
                       {.amount = amount.money(), .now = now});
}

TEST(PolicyTest, WithoutRulesNothingIsDenied) {
  EXPECT_TRUE(judge({}, used("1000000.00"), amount("1000000000.00"), noon));
  const PolicyInForce none;
  EXPECT_EQ(allowance(&none, {.usage = {}, .recent = {}}, {.now = noon}), amount_max);
}

TEST(PolicyTest, WhatOnlyAsksForApprovalRulesOutNothing) {
  const PolicyInForce strict{.terms = {.approval_above = Money{}, .require_approval = true}};
  for (const PolicyRule rule : {PolicyRule::approval_above, PolicyRule::require_approval})
    EXPECT_FALSE(ruling(rule, strict, {.usage = {}, .recent = {}}, {.now = noon}));
}

TEST(PolicyTest, EachRuleAllowsUpToItsLimit) {
  const PolicyTerms per_tx{.max_per_tx = usd("5.00")};
  const PolicyTerms per_day{.max_per_day = usd("5.00")};
  const PolicyTerms per_month{.max_per_month = usd("5.00")};
  const PolicyTerms in_total{.max_total = usd("5.00")};
  for (const PolicyTerms& terms : {per_tx, per_day, per_month, in_total}) {
    EXPECT_TRUE(judge(terms, {}, amount("5.00"), noon));
    EXPECT_FALSE(judge(terms, {}, amount("5.00000001"), noon));
  }
}

TEST(PolicyTest, TheFirstRuleInOrderIsTold) {
  PolicyTerms terms{.max_per_tx = usd("9.00"),
                    .max_per_day = usd("9.00"),
                    .max_per_month = usd("9.00"),
                    .max_total = usd("9.00")};
  const auto told = [&] { return judge(terms, {}, amount("10.00"), noon).error().rule; };
  EXPECT_EQ(told(), PolicyRule::max_per_tx);
  terms.max_per_tx = {};
  EXPECT_EQ(told(), PolicyRule::max_per_day);
  terms.max_per_day = {};
  EXPECT_EQ(told(), PolicyRule::max_per_month);
  terms.max_per_month = {};
  EXPECT_EQ(told(), PolicyRule::max_total);
}

TEST(PolicyTest, ARefusalCarriesTheFiguresOfItsRule) {
  const PolicyTerms terms{.max_per_day = usd("10.00"), .max_per_month = usd("20.00")};
  EXPECT_EQ(judge(terms, used("8.00"), amount("3.00"), noon).error(),
            (Error{.code = Errc::policy_denied,
                   .rule = PolicyRule::max_per_day,
                   .limit = usd("10.00"),
                   .used = usd("8.00"),
                   .max_allowed_now = usd("2.00"),
                   .resets_at = tomorrow}));
  const Error month = judge(terms, used("18.00"), amount("3.00"), tomorrow).error();
  EXPECT_EQ(month.rule, PolicyRule::max_per_month);
  EXPECT_EQ(month.resets_at, december);
}

TEST(PolicyTest, WhatIsAllowedNowPassesEveryRule) {
  const PolicyTerms terms{.max_per_tx = usd("5.00"), .max_per_day = usd("10.00")};
  const Error error = judge(terms, used("8.00"), amount("6.00"), noon).error();
  EXPECT_EQ(error.rule, PolicyRule::max_per_tx);
  EXPECT_EQ(error.limit, usd("5.00"));
  EXPECT_EQ(error.max_allowed_now, usd("2.00"));
}

TEST(PolicyTest, ALimitOfZeroIsReadOnly) {
  const auto told = judge({.max_per_tx = Money{}}, {}, amount(1), noon);
  EXPECT_EQ(told.error().rule, PolicyRule::max_per_tx);
  EXPECT_TRUE(told.error().max_allowed_now.zero());
}

TEST(PolicyTest, ALimitSetBelowWhatIsUsedAllowsNothing) {
  const PolicyTerms terms{.max_per_day = usd("1.00")};
  EXPECT_TRUE(judge(terms, used("8.00"), amount(1), noon).error().max_allowed_now.zero());
}

TEST(UsageTest, AWindowOpensAgainWhenItEnds) {
  const Usage usage = used("8.00");
  EXPECT_EQ(usage.at(noon).in_day, usd("8.00"));
  EXPECT_TRUE(usage.at(tomorrow).in_day.zero());
  EXPECT_EQ(usage.at(tomorrow).in_month, usd("8.00"));
  EXPECT_TRUE(usage.at(december).in_month.zero());
  EXPECT_EQ(usage.at(december).in_total, usd("8.00"));
}

TEST(UsageTest, AWindowNeverGoesBack) {
  Usage usage;
  usage.add(usd("3.00"), tomorrow);
  EXPECT_EQ(usage.at(noon), usage);
}

TEST(UsageTest, TheOrderOfAddingMakesNoDifference) {
  Usage one = used("8.00");
  one.add(usd("3.00"), tomorrow);
  Usage other;
  other.add(usd("3.00"), tomorrow);
  other.add(usd("8.00"), noon);
  EXPECT_EQ(one, other);
  EXPECT_EQ(one.in_day, usd("3.00"));
}

TEST(UsageTest, TakingBackReachesTheWindowsThatAreStillOpen) {
  Usage usage = used("8.00");
  usage.take_back(usd("8.00"), noon);
  EXPECT_TRUE(usage.in_day.zero() && usage.in_month.zero() && usage.in_total.zero());

  usage = used("8.00");
  usage.add(usd("3.00"), tomorrow);
  usage.take_back(usd("8.00"), noon);
  EXPECT_EQ(usage.in_day, usd("3.00"));
  EXPECT_EQ(usage.in_month, usd("3.00"));
  EXPECT_EQ(usage.in_total, usd("3.00"));
}

TEST(UsageTest, AMonthThatIsOverIsNeitherAddedToNorTakenFrom) {
  Usage usage;
  usage.add(usd("3.00"), december);
  usage.add(usd("8.00"), noon);
  EXPECT_EQ(usage.in_month, usd("3.00"));
  EXPECT_EQ(usage.in_total, usd("11.00"));
  usage.take_back(usd("8.00"), noon);
  EXPECT_EQ(usage.in_month, usd("3.00"));
  EXPECT_EQ(usage.in_total, usd("3.00"));
}

TEST(UsageTest, CountersThatAreFullStayFull) {
  Usage usage;
  for (int i = 0; i < 100; ++i) usage.add(amount_max, noon);
  EXPECT_EQ(usage.in_total.units(), std::numeric_limits<std::int64_t>::max());
  EXPECT_FALSE(judge({.max_total = usd("1.00")}, usage, amount(1), noon));
}

}  // namespace
}  // namespace bursar::ledger::policy_test
