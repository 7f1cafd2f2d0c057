#include "ledger/payout_deeds.hpp"

#include "ledger/business_days.hpp"
#include "ledger/past.hpp"
#include "tests/ledger/decisions.hpp"

#include <string>
#include <variant>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::payout_deeds_test {
namespace {

using namespace tests;
using tests::decide;
using enum PayoutStatus;

constexpr Sequence payout_at{9};
constexpr Time ten_later{noon.milliseconds + 10'000};

/// Wallet 6 holds 10.00.
class PayoutDeedsTest : public testing::Test {
 protected:
  static PayOut paying(std::string_view written) {
    return {.pay = {.payer = address_of(6),
                    .payee_external = "dest_1",
                    .amount = amount(written),
                    .description = "rent",
                    .salt = 5},
            .destination = {.masked = R"({"account_number":"****3210"})", .sealed = {1, 2, 3}}};
  }
  Result<Decided> ask(const PayOut& payout, const PolicyInForce* policy = nullptr) const {
    return Wallet{state_}.decide(payout, terms_, noon, policy);
  }
  void apply(const Decided& decided, Time time = noon) {
    Record record = durable(decided, time);
    record.sequence = payout_at;
    Wallet wallet{state_};
    wallet.apply(record);
    state_ = wallet.state();
  }
  /// The wallet once it was asked, and what would act on it.
  ActOnPayout open(const PayOut& payout) {
    const Decided asked = ask(payout).value();
    apply(asked);
    return {.payout = payout_at, .payout_epoch = 2, .asked = std::get<PayoutAsked>(asked.fact)};
  }
  Result<std::optional<Decided>> act(ActOnPayout asked, PayoutEvent event,
                                     Time now = ten_later) const {
    asked.event = event;
    return decide(state_, asked, now);
  }
  void go(const ActOnPayout& asked, PayoutEvent event, Time now = ten_later) {
    apply(act(asked, event, now).value().value(), now);
  }
  const OpenPayout& payout() const { return state_.payouts.at(0); }

  Terms terms_;
  WalletState state_ = holding("10.00");
};

TEST_F(PayoutDeedsTest, WhatIsAskedForIsHeldAndCountedAndCostsNoFee) {
  const ActOnPayout asked = open(paying("4.00"));
  EXPECT_EQ(state_.held, usd("4.00"));
  EXPECT_EQ(state_.posted, usd("10.00"));
  EXPECT_EQ(state_.usage.in_day, usd("4.00"));
  EXPECT_EQ(state_.transaction_count, 0U);
  EXPECT_EQ(payout().status, pending);
  EXPECT_EQ(payout().submit_at, ten_later);
  EXPECT_EQ(asked.asked.arrives_on, arrival(DestinationType::bank, noon));
  EXPECT_EQ(ask(paying("6.01")).error().code, Errc::insufficient_funds);
  EXPECT_TRUE(ask(paying("6.00")));
}

TEST_F(PayoutDeedsTest, ItIsRefusedAsAPaymentIs) {
  const PolicyInForce small = bind(state_, {.max_per_tx = usd("1.00")});
  EXPECT_EQ(ask(paying("5.00"), &small).error().rule, PolicyRule::max_per_tx);
  const PolicyInForce listed =
      bind(state_, {.allowed_recipients = Recipients{.labels = {"dest_2"}}});
  EXPECT_EQ(ask(paying("5.00"), &listed).error().rule, PolicyRule::allowed_recipients);
  const PolicyInForce asks = bind(state_, {.approval_above = usd("2.00")});
  EXPECT_TRUE(ask(paying("2.00"), &asks));
  const Error needs = ask(paying("2.01"), &asks).error();
  EXPECT_EQ(needs.code, Errc::policy_denied);
  EXPECT_EQ(needs.rule, PolicyRule::approval_above);
  EXPECT_EQ(needs.max_allowed_now, usd("2.00"));
  state_.policy = {};
  state_.status = WalletStatus::frozen;
  EXPECT_EQ(ask(paying("5.00")).error().code, Errc::wallet_frozen);
}

TEST_F(PayoutDeedsTest, WhereNobodySettlesItNothingIsHeld) {
  state_.address.environment = Environment::production;
  PayOut asked = paying("4.00");
  asked.pay.payer = state_.address;
  state_.status = WalletStatus::frozen;
  EXPECT_EQ(ask(asked).error().code, Errc::settlement_not_configured) << "told before all else";
  state_.status = WalletStatus::active;
  terms_.payout_destinations[1] = 0b010;
  EXPECT_EQ(ask(asked).error().code, Errc::settlement_not_configured) << "but to chains";
  asked.destination.type = DestinationType::crypto;
  EXPECT_TRUE(ask(asked));
}

TEST_F(PayoutDeedsTest, SoManyMayBeOpenAndNoMore) {
  terms_.open_payouts_max = 2;
  open(paying("1.00"));
  Wallet wallet{state_};
  const Decided second = wallet.decide(paying("1.00"), terms_, noon).value();
  wallet.hold(second, noon);
  const PayOut third = paying("1.00");
  EXPECT_EQ(wallet.decide(third, terms_, noon).error().code, Errc::payouts_full);
  EXPECT_TRUE(wallet.only_what_is_under_way_refuses(third, terms_, noon));
  wallet.release(second, noon);
  EXPECT_TRUE(wallet.decide(third, terms_, noon));
}

TEST_F(PayoutDeedsTest, WhatIsPaidOutIsDebitedAndStandsOutside) {
  const ActOnPayout asked = open(paying("4.00"));
  go(asked, PayoutEvent::submit);
  EXPECT_EQ(payout().status, submitted);
  EXPECT_EQ(payout().since, ten_later);
  go(asked, PayoutEvent::settle);
  EXPECT_EQ(payout().status, settling);
  EXPECT_EQ(act(asked, PayoutEvent::settle).value(), std::nullopt) << "it is so already";
  const Decided completes = act(asked, PayoutEvent::complete).value().value();
  EXPECT_EQ(posted(completes), (Posted{{6, usd("-4.00")}, {3, usd("4.00")}}));
  const auto& fact = std::get<PayoutCompleted>(completes.fact);
  EXPECT_EQ(fact.salt, 5U);
  EXPECT_EQ(fact.description, "rent");
  EXPECT_EQ(fact.masked, asked.asked.destination.masked);
  apply(completes);
  EXPECT_TRUE(state_.payouts.empty());
  EXPECT_EQ(state_.held, Money{});
  EXPECT_EQ(state_.posted, usd("6.00"));
  EXPECT_EQ(state_.total_spent, usd("4.00"));
  EXPECT_EQ(state_.transaction_count, 1U);
  EXPECT_EQ(act(asked, PayoutEvent::complete).error().code, Errc::invalid_state);
}

// The backup may know nothing of its submission.
TEST_F(PayoutDeedsTest, WhatWasAskedForBeforeARestoreIsNotCancelled) {
  ActOnPayout asked = open(paying("4.00"));
  asked.epoch = asked.payout_epoch + 1;
  EXPECT_EQ(act(asked, PayoutEvent::cancel).error().code, Errc::invalid_state);
  EXPECT_TRUE(act(asked, PayoutEvent::fail).value());
  asked.payout_epoch = asked.epoch;
  EXPECT_TRUE(act(asked, PayoutEvent::cancel).value());
}

TEST_F(PayoutDeedsTest, WhatFailsOrIsCancelledIsGivenBack) {
  const WalletState before = state_;
  for (const PayoutEvent event : {PayoutEvent::cancel, PayoutEvent::fail}) {
    state_ = before;
    ActOnPayout asked = open(paying("4.00"));
    asked.reason = "account_closed";
    const Decided ends = act(asked, event).value().value();
    EXPECT_EQ(posted(ends), (Posted{{6, Money{}}}));
    EXPECT_EQ(std::get<PayoutEnded>(ends.fact).reason, "account_closed");
    apply(ends);
    EXPECT_EQ(state_.held, Money{});
    EXPECT_EQ(state_.posted, usd("10.00"));
    EXPECT_EQ(state_.usage.in_total, Money{});
    EXPECT_EQ(state_.recent.count(), 1U) << "but for velocity";
    EXPECT_TRUE(state_.payouts.empty());
  }
}

TEST_F(PayoutDeedsTest, ItIsCancelledWhileItIsPendingAlone) {
  const ActOnPayout asked = open(paying("4.00"));
  go(asked, PayoutEvent::submit);
  EXPECT_EQ(act(asked, PayoutEvent::cancel).error().code, Errc::invalid_state);
  EXPECT_EQ(act(asked, PayoutEvent::submit).error().code, Errc::invalid_state);
}

TEST_F(PayoutDeedsTest, ItIsSubmittedNoEarlierThanItsTime) {
  const ActOnPayout asked = open(paying("4.00"));
  EXPECT_EQ(act(asked, PayoutEvent::submit, {ten_later.milliseconds - 1}).value(), std::nullopt);
  EXPECT_TRUE(act(asked, PayoutEvent::submit).value());
}

TEST_F(PayoutDeedsTest, AFrozenWalletSubmitsNothingAndWhatIsSubmittedMayFinish) {
  const ActOnPayout asked = open(paying("4.00"));
  state_.status = WalletStatus::frozen;
  EXPECT_EQ(act(asked, PayoutEvent::submit).error().code, Errc::wallet_frozen);
  EXPECT_TRUE(act(asked, PayoutEvent::cancel));
  state_.status = WalletStatus::active;
  go(asked, PayoutEvent::submit);
  state_.status = WalletStatus::frozen;
  go(asked, PayoutEvent::complete);
  EXPECT_EQ(state_.posted, usd("6.00"));
}

// Asked twice, whoever settles it may have said both: the first answer is being acted on.
TEST_F(PayoutDeedsTest, WhoWouldNotHaveTakenItMayHaveItByNow) {
  ActOnPayout asked = open(paying("4.00"));
  asked.said_of = pending;
  ActOnPayout later = asked;
  go(asked, PayoutEvent::submit);
  for (const PayoutEvent said : {PayoutEvent::fail, PayoutEvent::submit, PayoutEvent::cancel})
    EXPECT_EQ(act(later, said).value(), std::nullopt);
  EXPECT_EQ(state_.held, usd("4.00"));
  later.said_of = submitted;
  go(later, PayoutEvent::settle);
  go(later, PayoutEvent::fail);
  EXPECT_EQ(state_.held, Money{}) << "of one that is with them it is final";
}

TEST_F(PayoutDeedsTest, ABudgetDrawsWhatIsLacking) {
  state_.posted = usd("1.00");
  state_.budget_limit = usd("50.00");
  const ActOnPayout asked = open(paying("4.00"));
  EXPECT_EQ(state_.held, usd("1.00"));
  go(asked, PayoutEvent::submit);
  const Decided completes = act(asked, PayoutEvent::complete).value().value();
  EXPECT_EQ(posted(completes), (Posted{{6, usd("-1.00")}, {1, usd("-3.00")}, {3, usd("4.00")}}));
  apply(completes);
  EXPECT_EQ(state_.total_drawn, usd("3.00"));
  EXPECT_EQ(state_.posted, Money{});
}

TEST_F(PayoutDeedsTest, AWalletDoesNotEndWhileAPayoutIsOpen) {
  state_.posted = Money{};
  state_.budget_limit = usd("50.00");
  open(paying("4.00"));
  EXPECT_EQ(state_.held, Money{});
  EXPECT_EQ(Wallet{state_}.decide(ArchiveWallet{.wallet = address_of(6)}).error().code,
            Errc::holds_open);
}

// Whatever happens in whatever order: money is held, given back or paid out, once.
RC_GTEST_FIXTURE_PROP(PayoutDeedsTest, MoneyLeavesByOneExit, ()) {
  state_ = holding("10.00");
  const ActOnPayout asked = open(paying("4.00"));
  Time now = noon;
  int exits = 0;
  for (int deeds = *rc::gen::inRange(1, 12); deeds > 0; --deeds) {
    now.milliseconds += *rc::gen::inRange(0, 9'000);
    const auto event = static_cast<PayoutEvent>(*rc::gen::inRange(0, 5));
    const auto decided = act(asked, event, now);
    if (!decided || !*decided) continue;
    const auto move = payout_move((*decided)->fact);
    RC_ASSERT(move.has_value());
    RC_ASSERT(exits == 0);
    if (!still_open(move->status)) ++exits;
    apply(**decided, now);
    RC_ASSERT(state_.held == (exits == 0 ? usd("4.00") : Money{}));
    const bool paid_out = move->status == completed;
    RC_ASSERT(state_.posted == (paid_out ? usd("6.00") : usd("10.00")));
    RC_ASSERT(state_.usage.in_total == (exits == 0 || paid_out ? usd("4.00") : Money{}));
  }
}

TEST(PayoutHoldsTest, OnlyItsPayerHoldsForIt) {
  const PayoutAsked asked{
      .payment = {.payer = {6}, .amount = amount("5.00"), .drawn = usd("1.00")}};
  const PayoutEnded ended{.payer = {6}, .amount = amount("5.00"), .held = usd("4.00")};
  const PayoutCompleted completed{.payer = {6}, .amount = amount("5.00"), .drawn = usd("1.00")};
  EXPECT_EQ(held_change(asked, {6}), usd("4.00"));
  EXPECT_EQ(held_change(ended, {6}), usd("-4.00"));
  EXPECT_EQ(held_change(completed, {6}), usd("-4.00"));
  for (const Fact& fact : {Fact{asked}, Fact{ended}, Fact{completed}, Fact{PayoutAdvanced{}}})
    EXPECT_EQ(held_change(fact, {7}), Money{});
  EXPECT_EQ(given_back(ended, {6}).amount, usd("5.00"));
  EXPECT_EQ(given_back(ended, {7}).amount, Money{});
  EXPECT_TRUE(transacts(completed));
  for (const Fact& fact : {Fact{asked}, Fact{ended}, Fact{PayoutAdvanced{}}})
    EXPECT_FALSE(transacts(fact));
}

TEST(PayoutHoldsTest, WhatAnotherPaysOutIsNotWhatAWalletSpent) {
  Wallet wallet{{.address = address_of(7), .posted = usd("5.00")}};
  wallet.apply({.entries = {{.account = {7}, .amount = -usd("1.00")}},
                .fact = PayoutCompleted{.payer = {6}, .amount = amount("5.00")}});
  EXPECT_EQ(wallet.state().posted, usd("4.00"));
  EXPECT_EQ(wallet.state().total_spent, Money{});
}

TEST(PayoutHoldsTest, WhatWasSpentOnItIsTakenBackFromThePast) {
  WalletState state{
      .address = address_of(6), .total_spent = usd("5.00"), .total_drawn = usd("1.00")};
  const Record record{
      .fact = PayoutCompleted{.payer = {6}, .amount = amount("5.00"), .drawn = usd("1.00")}};
  WalletState other{.address = address_of(7)};
  take_back(other, record);
  EXPECT_EQ(other.total_spent, Money{});
  take_back(state, record);
  EXPECT_EQ(state.total_spent, Money{});
  EXPECT_EQ(state.total_drawn, Money{});
}

}  // namespace
}  // namespace bursar::ledger::payout_deeds_test
