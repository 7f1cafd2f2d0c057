#include "ledger/wallet.hpp"

#include "tests/ledger/decisions.hpp"

#include <gtest/gtest.h>

namespace bursar::ledger::wallet_test {
namespace {

using namespace tests;
using tests::decide;

TEST(WalletTest, OfSeveralReasonsTheFirstInOrderIsTold) {
  struct Row {
    Errc told;
    void (*remedy)(WalletState&);
  };
  const std::vector<Row> rows = {
      {Errc::wallet_frozen, [](WalletState& state) { state.status = WalletStatus::archived; }},
      {Errc::wallet_archived, [](WalletState& state) { state.status = WalletStatus::active; }},
      {Errc::policy_denied, [](WalletState& state) { state.policy = {}; }},
      {Errc::budget_exceeded, [](WalletState& state) { state.budget_limit = {}; }},
      {Errc::insufficient_funds, [](WalletState& state) { state.posted = usd("10.04"); }},
  };
  WalletState state = holding("9.00");
  state.status = WalletStatus::frozen;
  const PolicyInForce policy = bind(state, {.max_per_tx = usd("9.00")});
  state.budget_limit = usd("9.00");
  for (const auto& [told, remedy] : rows) {
    const auto decided = decide(state, payment("10.00"), &policy);
    ASSERT_FALSE(decided);
    EXPECT_EQ(decided.error().code, told);
    remedy(state);
  }
  EXPECT_TRUE(decide(state, payment("10.00"), &policy));
}

TEST(WalletTest, FundsMustCoverTheFee) {
  EXPECT_TRUE(decide(holding("5.02"), payment("5.00")));
  EXPECT_EQ(decide(holding("5.01999999"), payment("5.00")).error(),
            (Error{.code = Errc::insufficient_funds, .max_allowed_now = usd("4.99999999")}));
  EXPECT_TRUE(decide(holding("5.01999999"), payment("4.99999999")));
}

TEST(WalletTest, WhatIsHeldIsNotSpent) {
  WalletState state = holding("10.00");
  state.held = usd("5.00");
  EXPECT_EQ(decide(state, payment("5.00")).error().code, Errc::insufficient_funds);
}

TEST(WalletTest, WhatARefusalAllowsWouldPass) {
  WalletState state = holding("3.012");
  const PolicyInForce policy = bind(state, {.max_per_tx = usd("5.00")});
  const auto told = decide(state, payment("6.00"), &policy).error();
  EXPECT_EQ(told.rule, PolicyRule::max_per_tx);
  EXPECT_EQ(told.limit, usd("5.00"));
  EXPECT_EQ(told.max_allowed_now, usd("3.00"));
  EXPECT_TRUE(decide(state, payment("3.00"), &policy));
}

TEST(WalletTest, ABudgetCountsAmountsOverItsWholeLife) {
  WalletState state = holding("0.00");
  state.budget_limit = usd("10.00");
  state.usage.in_total = usd("8.00");
  EXPECT_TRUE(decide(state, payment("2.00")));
  EXPECT_EQ(decide(state, payment("2.00000001")).error(), (Error{.code = Errc::budget_exceeded,
                                                                 .limit = usd("10.00"),
                                                                 .used = usd("8.00"),
                                                                 .max_allowed_now = usd("2.00")}));
}

TEST(WalletTest, APaymentTellsEveryFigure) {
  WalletState state = holding("100.00");
  const PolicyInForce policy =
      bind(state, {.id = {{1, 2}},
                   .version = 3,
                   .max_per_day = usd("10.00"),
                   .velocity = Velocity{.count = 9, .window_seconds = 60}});
  Pay asked = payment("5.00");
  asked.description = "tea";
  asked.category = "food";
  asked.metadata = "{}";
  asked.as_usdc = true;
  asked.salt = 77;
  const Decided decided = decide(state, asked, &policy).value();
  Usage usage_after;
  usage_after.add(usd("5.00"), noon);
  EXPECT_EQ(std::get<Paid>(decided.fact), (Paid{.payer = {6},
                                                .payer_id = address_of(6).id,
                                                .payee = {7},
                                                .payee_id = address_of(7).id,
                                                .payee_external = {},
                                                .amount = amount("5.00"),
                                                .fee = usd("0.02"),
                                                .drawn = {},
                                                .policy = {{1, 2}},
                                                .policy_version = 3,
                                                .velocity_count = 9,
                                                .usage_after = usage_after,
                                                .counted_at = noon,
                                                .description = "tea",
                                                .category = "food",
                                                .metadata = "{}",
                                                .as_usdc = true,
                                                .salt = 77}));
}

TEST(WalletTest, WithinAnOrganisationTheFeeGoesToItsFeesAccount) {
  EXPECT_EQ(posted(decide(holding("9.00"), payment("5.00")).value()),
            (Posted{{6, usd("-5.02")}, {2, usd("0.02")}, {7, usd("5.00")}}));
}

TEST(WalletTest, APaymentToSomebodyOutsideGoesThroughTheExternalAccount) {
  EXPECT_EQ(posted(decide(holding("9.00"), payment("5.00", {})).value()),
            (Posted{{6, usd("-5.02")}, {2, usd("0.02")}, {3, usd("5.00")}}));
}

TEST(WalletTest, BetweenOrganisationsOnlyThePrincipalCrosses) {
  EXPECT_EQ(posted(decide(holding("9.00"), payment("5.00", 13)).value()),
            (Posted{{6, usd("-5.02")},
                    {2, usd("0.02")},
                    {4, usd("5.00")},
                    {11, usd("-5.00")},
                    {13, usd("5.00")}}));
}

TEST(WalletTest, AFeeOfNothingHasNoEntry) {
  EXPECT_EQ(posted(decide(holding("9.00"), payment("0.00000001")).value()),
            (Posted{{6, -Money::units(1)}, {7, Money::units(1)}}));
}

TEST(WalletTest, ABudgetDrawsWhatTheWalletLacksFeeIncluded) {
  WalletState state = holding("1.00");
  state.budget_limit = usd("10.00");
  const Decided decided = decide(state, payment("5.00")).value();
  EXPECT_EQ(std::get<Paid>(decided.fact).drawn, usd("4.02"));
  EXPECT_EQ(posted(decided),
            (Posted{{6, usd("-1.00")}, {1, usd("-4.02")}, {2, usd("0.02")}, {7, usd("5.00")}}));
}

TEST(WalletTest, AnEmptyBudgetWalletIsStillInItsOwnHistory) {
  WalletState state = holding("0.00");
  state.budget_limit = usd("10.00");
  Wallet wallet{state};
  const Decided decided = wallet.decide(payment("5.00"), {}, noon).value();
  EXPECT_EQ(posted(decided).front(), (std::pair<std::uint64_t, Money>{6, Money{}}));
  wallet.apply(durable(decided));
  EXPECT_EQ(wallet.state().transaction_count, 1U);
  EXPECT_EQ(wallet.state().total_spent, usd("5.02"));
  EXPECT_EQ(wallet.state().total_drawn, usd("5.02"));
  EXPECT_EQ(wallet.state().usage.in_total, usd("5.00"));
  EXPECT_FALSE(wallet.state().ever_held_money);
}

TEST(WalletTest, InProductionABudgetDrawsFromItsOrganisationsOwnWallet) {
  WalletState state = holding("1.00");
  state.address.environment = Environment::production;
  state.budget_limit = usd("10.00");
  Pay asked = payment("5.00");
  asked.payer = state.address;
  asked.payee->environment = Environment::production;
  EXPECT_EQ(posted(decide(state, asked).value()),
            (Posted{{6, usd("-1.00")}, {5, usd("-4.02")}, {2, usd("0.02")}, {7, usd("5.00")}}));
}

TEST(WalletTest, InProductionNobodyOutsideIsPaidUnlessThatIsOnlyWrittenDown) {
  WalletState state = holding("9.00");
  state.address.environment = Environment::production;
  state.status = WalletStatus::frozen;
  Pay asked = payment("5.00", {});
  asked.payer = state.address;
  const Wallet wallet{state};
  EXPECT_EQ(wallet.decide(asked, {}, noon).error().code, Errc::settlement_not_configured);
  const Terms only_recorded{.external_record_only = true};
  EXPECT_EQ(wallet.decide(asked, only_recorded, noon).error().code, Errc::wallet_frozen);
  state.status = WalletStatus::active;
  EXPECT_TRUE(Wallet{state}.decide(asked, only_recorded, noon));
  asked.payee = address_of(7);
  asked.payee->environment = Environment::production;
  EXPECT_TRUE(Wallet{state}.decide(asked, {}, noon)) << "a wallet is";
}

TEST(WalletTest, APaymentToOneselfOrToTheOtherEnvironmentMovesNothing) {
  EXPECT_EQ(decide(holding("9.00"), payment("5.00", 6)).error().code, Errc::invalid_request);
  Pay asked = payment("5.00");
  asked.payee->environment = Environment::production;
  EXPECT_EQ(decide(holding("9.00"), asked).error().code, Errc::environment_mismatch);
}

TEST(WalletTest, APayeeIsRefusedWhenArchivedOrFullAndNotWhenFrozen) {
  WalletState state = holding("0.00");
  state.posted = balance_max - usd("1.00");
  state.status = WalletStatus::frozen;
  Wallet wallet{state};
  EXPECT_TRUE(wallet.accept(usd("1.00")));
  wallet.expect(usd("0.50"));
  EXPECT_TRUE(wallet.in_flight());
  EXPECT_EQ(wallet.accept(usd("1.00")).error(), Error{.code = Errc::balance_limit});
  wallet.no_longer_expect(usd("0.50"));
  EXPECT_FALSE(wallet.in_flight());
  EXPECT_TRUE(wallet.accept(usd("1.00")));
  state.status = WalletStatus::archived;
  EXPECT_EQ(Wallet{state}.accept(usd("1.00")).error().code, Errc::payee_archived);
}

TEST(WalletTest, WhatBringsItNothingIsUnderWayAllTheSame) {
  Wallet wallet{holding("5.00")};
  wallet.expect({});
  wallet.expect(usd("1.00"));
  wallet.no_longer_expect(usd("1.00"));
  EXPECT_TRUE(wallet.in_flight());
  wallet.no_longer_expect({});
  EXPECT_FALSE(wallet.in_flight());
}

TEST(WalletTest, APaymentCountsWhereItWasJudgedWhateverTheWriterSays) {
  WalletState state = holding("10.00");
  const PolicyInForce policy = bind(state, {.max_per_day = usd("5.00")});
  Wallet wallet{state};
  const Decided decided = wallet.decide(payment("5.00"), {}, noon, &policy).value();
  wallet.apply(durable(decided, next_day));
  EXPECT_EQ(wallet.state().usage, std::get<Paid>(decided.fact).usage_after);
  EXPECT_EQ(wallet.state().last_time, next_day);
}

TEST(WalletTest, ANewPolicyBindsTheNextPayment) {
  Wallet wallet{holding("10.00")};
  const PolicyInForce policy{.terms = {.id = {{1, 1}}, .version = 2, .max_per_tx = usd("1.00")}};
  wallet.apply({.time = noon, .fact = PolicyAttached{.wallet = {6}, .policy = policy.terms.id}});
  EXPECT_EQ(wallet.state().policy, policy.terms.id);
  EXPECT_EQ(wallet.state().last_time, noon);
  EXPECT_EQ(wallet.decide(payment("5.00"), {}, noon, &policy).error().code, Errc::policy_denied);
}

TEST(WalletTest, WithoutThePolicyThatBindsItAWalletPaysNothing) {
  Wallet wallet{holding("10.00")};
  const PolicyInForce other{.terms = {.id = {{1, 9}}}};
  wallet.apply({.time = noon, .fact = PolicyAttached{.wallet = {6}, .policy = {{1, 1}}}});
  for (const PolicyInForce* found : {static_cast<const PolicyInForce*>(nullptr), &other})
    EXPECT_EQ(wallet.decide(payment("5.00"), {}, noon, found).error(),
              (Error{.code = Errc::policy_denied, .rule = PolicyRule::policy_missing}));
  wallet.apply({.time = noon, .fact = PolicyAttached{.wallet = {6}}});
  EXPECT_TRUE(wallet.decide(payment("5.00"), {}, noon, &other));
}

TEST(WalletTest, APolicyOfAnotherWalletBindsItNot) {
  Wallet wallet{holding("10.00")};
  wallet.apply({.time = noon, .fact = PolicyAttached{.wallet = {7}, .policy = {{1, 1}}}});
  EXPECT_EQ(wallet.state().policy, PolicyId{});
}

TEST(WalletTest, MayHoldExactlyTheMostThatAWalletMayHold) {
  Wallet wallet{holding("1.00")};
  wallet.apply({.entries = {{.account = {6}, .amount = balance_max - usd("1.00")}},
                .fact = Funded{.amount = amount("1.00")}});
  EXPECT_EQ(wallet.state().posted, balance_max);
}

TEST(WalletTest, ACreditOfAnotherWalletsPaymentCountsNoUsage) {
  Wallet payee{{.address = address_of(7)}};
  payee.apply(durable(decide(holding("9.00"), payment("5.00")).value()));
  EXPECT_EQ(payee.state().posted, usd("5.00"));
  EXPECT_EQ(payee.state().usage, Usage{});
  EXPECT_TRUE(payee.state().total_spent.zero());
  EXPECT_TRUE(payee.state().ever_held_money);
  EXPECT_EQ(payee.state().last_transaction_at, noon);
}

TEST(WalletDeathTest, ARecordThatOverdrawsOrOverfillsStops) {
  Wallet wallet{holding("1.00")};
  const Entry debit{.account = {6}, .amount = usd("-2.00")};
  const Entry credit{.account = {6}, .amount = balance_max};
  EXPECT_DEATH(wallet.apply({.entries = {debit}, .fact = Paid{}}), "CHECK failed");
  EXPECT_DEATH(wallet.apply({.entries = {credit}, .fact = Paid{}}), "CHECK failed");
}

TEST(WalletDeathTest, WhatIsNotHeldCannotBeReleased) {
  WalletState state = holding("0.00");
  state.budget_limit = usd("8.00");
  Wallet wallet{state};  // its payment debits nothing, so that the count alone can tell
  const Decided never_held = wallet.decide(payment("5.00"), {}, noon).value();
  EXPECT_DEATH(wallet.release(never_held, noon), "CHECK failed");
}

}  // namespace
}  // namespace bursar::ledger::wallet_test
