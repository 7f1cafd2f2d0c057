#include "ledger/policy_replay.hpp"

#include "tests/ledger/decisions.hpp"

#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::policy_replay_test {
namespace {

using tests::amount;
using tests::usd;

constexpr Time noon{1'795'608'000'000};  // 2026-11-25T12:00:00Z

constexpr Time after(std::int64_t milliseconds) {
  return {noon.milliseconds + milliseconds};
}

/// Made at noon, when that was used before.
Paid paid(Money money, Usage usage = {}) {
  usage.add(money, noon);
  return {.payee_external = "a shop",
          .amount = *Amount::of(money),
          .usage_after = usage,
          .category = "tools"};
}

PolicyInForce policy(PolicyTerms terms) {
  return {.terms = std::move(terms)};
}

TEST(PolicyReplayTest, WhatTheRulesDenyIsSummedUpByTheFirstThatDoes) {
  const PolicyInForce strict =
      policy({.max_per_tx = usd("5.00"), .blocked_categories = Categories{"tools"}});
  PolicyReplay replay{strict};
  replay.judge(paid(usd("6.00")), noon);
  replay.judge(paid(usd("2.00")), after(1));
  const PolicyVerdicts& verdicts = replay.verdicts();
  EXPECT_EQ(verdicts.seen, (PaymentSum{2, usd("8.00")}));
  EXPECT_EQ(verdicts.denied, (PaymentSum{2, usd("8.00")}));
  EXPECT_EQ(verdicts.denied_by.at(PolicyRule::max_per_tx), (PaymentSum{1, usd("6.00")}));
  EXPECT_EQ(verdicts.denied_by.at(PolicyRule::blocked_categories), (PaymentSum{1, usd("2.00")}));
  EXPECT_EQ(verdicts.first_denied_at, noon);
}

TEST(PolicyReplayTest, WhatItWouldHaveDeniedDoesNotCountForWhatCameLater) {
  const PolicyInForce daily = policy({.max_per_day = usd("10.00")});
  PolicyReplay replay{daily};
  replay.judge(paid(usd("8.00")), noon);
  replay.judge(paid(usd("5.00")), after(1));
  replay.judge(paid(usd("2.00")), after(2));
  replay.judge(paid(usd("9.00")), after(day_ms));
  EXPECT_EQ(replay.verdicts().seen.payments, 4U);
  EXPECT_EQ(replay.verdicts().denied, (PaymentSum{1, usd("5.00")}));
  EXPECT_EQ(replay.verdicts().first_denied_at, after(1));
}

TEST(PolicyReplayTest, WhatCameBeforeCountsAsItWasMade) {
  const PolicyInForce daily = policy({.max_per_day = usd("10.00")});
  Usage usage;
  usage.add(usd("9.00"), noon);
  PolicyReplay replay{daily};
  replay.judge(paid(usd("2.00"), usage), noon);
  EXPECT_EQ(replay.verdicts().seen, (PaymentSum{1, usd("2.00")}));
  EXPECT_EQ(replay.verdicts().denied.payments, 1U);
}

TEST(PolicyReplayTest, AVelocityCountsWhatItLetPass) {
  const PolicyInForce twice = policy({.velocity = Velocity{.count = 2, .window_seconds = 60}});
  PolicyReplay replay{twice};
  replay.count(noon);
  for (const std::int64_t then : {1'000, 2'000, 3'000, 60'500, 61'500})
    replay.judge(paid(usd("1.00")), after(then));
  EXPECT_EQ(replay.verdicts().denied_by.at(PolicyRule::velocity).payments, 2U);
}

TEST(PolicyReplayTest, VerdictsOfSeveralWalletsAddUp) {
  const PolicyInForce strict = policy({.max_per_tx = usd("5.00")});
  PolicyReplay one{strict};
  one.judge(paid(usd("6.00")), noon);
  PolicyReplay other{strict};
  other.judge(paid(usd("7.00")), noon);
  other.judge(paid(usd("1.00")), noon);
  PolicyVerdicts all;
  all.add(one.verdicts());
  all.add(other.verdicts());
  EXPECT_EQ(all.seen, (PaymentSum{3, usd("14.00")}));
  EXPECT_EQ(all.denied, (PaymentSum{2, usd("13.00")}));
  EXPECT_EQ(all.denied_by.at(PolicyRule::max_per_tx), (PaymentSum{2, usd("13.00")}));
}

Wallet bound_by(const PolicyInForce& policy) {
  WalletState state = tests::holding("1000000.00");
  state.policy = policy.terms.id;
  return Wallet{state};
}

using Made = std::vector<std::pair<Paid, Time>>;

/// What a wallet with money enough pays of what it is asked for.
Made payments_under(const PolicyInForce& policy) {
  Made made;
  Wallet wallet = bound_by(policy);
  std::uint64_t sequence = 10;
  Time now = noon;
  for (int payments = *rc::gen::inRange(1, 40); payments > 0; --payments) {
    now.milliseconds += *rc::gen::inRange<std::int64_t>(0, 8 * 3'600'000);
    Pay pay = tests::payment("1.00", std::nullopt);
    pay.amount = *Amount::of(Money::dollars(*rc::gen::inRange(1, 12)));
    pay.payee_external = *rc::gen::element<std::string>("a shop", "another");
    const auto decided = wallet.decide(pay, {}, now, &policy);
    if (!decided) continue;
    const Record record{
        .sequence = {sequence++}, .time = now, .entries = decided->entries, .fact = decided->fact};
    wallet.apply(record);
    made.emplace_back(std::get<Paid>(record.fact), now);
  }
  return made;
}

RC_GTEST_PROP(PolicyReplayTest, ThePolicyThatBoundTheWalletWouldDenyNothingThatWasMade, ()) {
  const PolicyInForce binding = policy({.id = {{1, 1}},
                                        .version = 1,
                                        .max_per_tx = usd("10.00"),
                                        .max_per_day = usd("20.00"),
                                        .max_per_month = usd("60.00"),
                                        .max_total = usd("100.00"),
                                        .velocity = Velocity{.count = 3, .window_seconds = 86'400},
                                        .blocked_recipients = Recipients{.labels = {"another"}}});
  const Made made = payments_under(binding);
  const auto before = *rc::gen::inRange<std::size_t>(0, made.size() + 1);
  PolicyReplay replay{binding};
  for (std::size_t i = 0; i < made.size(); ++i) {
    const auto& [paid, at] = made[i];
    if (i < before)
      replay.count(at);
    else
      replay.judge(paid, at);
  }
  RC_ASSERT(replay.verdicts().seen.payments == made.size() - before);
  RC_ASSERT(replay.verdicts().denied.payments == 0U);
}

// The same payments are asked of a wallet that the policy binds and of its replay.
RC_GTEST_PROP(PolicyReplayTest, ItDeniesWhatAWalletThatItBindsWouldHaveBeenDenied, ()) {
  const PolicyInForce proposed =
      policy({.id = {{1, 1}},
              .version = 1,
              .max_per_day = usd("20.00"),
              .velocity = Velocity{.count = 3, .window_seconds = 86'400}});
  const Made made = payments_under({});
  Wallet bound = bound_by(proposed);
  PolicyReplay replay{proposed};
  std::uint64_t refused = 0;
  std::uint64_t sequence = 10;
  for (const auto& [paid, at] : made) {
    replay.judge(paid, at);
    Pay pay = tests::payment("1.00", std::nullopt);
    pay.amount = paid.amount;
    pay.payee_external = paid.payee_external;
    const auto decided = bound.decide(pay, {}, at, &proposed);
    if (!decided) {
      ++refused;
      continue;
    }
    bound.apply(
        {.sequence = {sequence++}, .time = at, .entries = decided->entries, .fact = decided->fact});
  }
  RC_ASSERT(replay.verdicts().denied.payments == refused);
}

}  // namespace
}  // namespace bursar::ledger::policy_replay_test
