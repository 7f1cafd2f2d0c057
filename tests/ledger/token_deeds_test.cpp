#include "ledger/token_deeds.hpp"

#include "tests/ledger/decisions.hpp"

#include <variant>

#include <gtest/gtest.h>

namespace bursar::ledger::token_deeds_test {
namespace {

using namespace tests;
using tests::decide;
using enum TokenStatus;

constexpr Sequence token_at{9};

/// Wallet 6 holds 10.00; its tokens are for wallet 7.
class TokenDeedsTest : public testing::Test {
 protected:
  static Authorize authorize(std::string_view written, std::uint64_t payee = 7) {
    return {.pay = payment(written, payee),
            .terms = {.payee_organization = address_of(payee).organization}};
  }
  Result<Decided> issue(const Authorize& asked, const PolicyInForce* policy = nullptr) const {
    return Wallet{state_}.decide(asked, terms_, noon, policy);
  }
  void apply(const Decided& decided, Time time = noon) {
    Record record = durable(decided, time);
    record.sequence = token_at;
    Wallet wallet{state_};
    wallet.apply(record);
    state_ = wallet.state();
  }
  /// The wallet once it has issued it, and what would act on it.
  ActOnToken open(const Authorize& asked) {
    const Decided issued = issue(asked).value();
    apply(issued);
    return {.token = token_at,
            .issued = std::get<TokenIssued>(issued.fact),
            .payee = *asked.pay.payee,
            .salt = 5};
  }
  Result<std::optional<Decided>> act(ActOnToken asked, TokenEvent event, Time now = noon) const {
    asked.event = event;
    return decide(state_, asked, terms_, now);
  }
  void go(const ActOnToken& asked, TokenEvent event, Time now = noon) {
    apply(act(asked, event, now).value().value(), now);
  }
  const OpenToken& token() const { return state_.tokens.at(0); }

  Terms terms_;
  WalletState state_ = holding("10.00");
};

TEST_F(TokenDeedsTest, WhatIsReservedIsHeldAndCountedAndCostsNoFee) {
  open(authorize("5.00"));
  EXPECT_EQ(state_.held, usd("5.00"));
  EXPECT_EQ(state_.posted, usd("10.00"));
  EXPECT_EQ(state_.usage.in_day, usd("5.00"));
  EXPECT_EQ(state_.transaction_count, 0U);
  EXPECT_EQ(state_.total_spent, Money{});
  EXPECT_EQ(token().deadline, (Time{noon.milliseconds + 300'000}));
  EXPECT_EQ(token().status, issued);
  EXPECT_EQ(issue(authorize("5.01")).error().code, Errc::insufficient_funds);
  EXPECT_TRUE(issue(authorize("5.00"))) << "the fee is the provider's";
}

TEST_F(TokenDeedsTest, ItWaitsNoLongerThanItsCallerSaysOrMay) {
  Authorize asked = authorize("5.00");
  asked.ttl_ms = 1'000;
  EXPECT_EQ(std::get<TokenIssued>(issue(asked)->fact).terms.expires_at,
            (Time{noon.milliseconds + 1'000}));
  asked.ttl_ms = day_ms;
  EXPECT_EQ(std::get<TokenIssued>(issue(asked)->fact).terms.expires_at,
            (Time{noon.milliseconds + 300'000}));
}

TEST_F(TokenDeedsTest, ItIsRefusedAsAPaymentIs) {
  EXPECT_EQ(issue(authorize("5.00", 6)).error().code, Errc::invalid_request) << "to itself";
  const PolicyInForce small = bind(state_, {.max_per_tx = usd("1.00")});
  EXPECT_EQ(issue(authorize("5.00"), &small).error().rule, PolicyRule::max_per_tx);
  const PolicyInForce asks = bind(state_, {.approval_above = usd("2.00")});
  EXPECT_EQ(issue(authorize("2.00"), &asks)->entries.size(), 1U);
  const Error needs = issue(authorize("2.01"), &asks).error();
  EXPECT_EQ(needs.code, Errc::policy_denied);
  EXPECT_EQ(needs.rule, PolicyRule::approval_above);
  EXPECT_EQ(needs.max_allowed_now, usd("2.00"));
  const PolicyInForce always = bind(state_, {.require_approval = true});
  EXPECT_EQ(issue(authorize("0.01"), &always).error().rule, PolicyRule::require_approval);
  state_.policy = {};
  state_.status = WalletStatus::frozen;
  EXPECT_EQ(issue(authorize("5.00")).error().code, Errc::wallet_frozen);
}

TEST_F(TokenDeedsTest, AServiceIsARecipientAndItsCategoryItsOwn) {
  Authorize asked = authorize("5.00");
  asked.pay.category = "food";
  asked.terms.service.id = {{3, 3}};
  const PolicyInForce listed =
      bind(state_, {.allowed_recipients = Recipients{.services = {{{3, 3}}}},
                    .allowed_categories = Categories{"food"}});
  EXPECT_TRUE(issue(asked, &listed));
  asked.pay.category = "toys";
  EXPECT_EQ(issue(asked, &listed).error().rule, PolicyRule::allowed_categories);
  asked.terms.service.id = {};
  EXPECT_EQ(issue(asked, &listed).error().rule, PolicyRule::allowed_recipients);
}

TEST_F(TokenDeedsTest, SoManyMayBeOpenAndNoMore) {
  terms_.open_tokens_max = 2;
  open(authorize("1.00"));
  Wallet wallet{state_};
  const Decided second = wallet.decide(authorize("1.00"), terms_, noon).value();
  wallet.hold(second, noon);
  const Authorize third = authorize("1.00");
  EXPECT_EQ(wallet.decide(third, terms_, noon).error().code, Errc::tokens_full);
  EXPECT_TRUE(wallet.only_what_is_under_way_refuses(third, terms_, noon));
  wallet.release(second, noon);
  EXPECT_TRUE(wallet.decide(third, terms_, noon));
}

TEST_F(TokenDeedsTest, ACallThatIsCompletedIsPaidByTheProvidersFee) {
  const ActOnToken asked = open(authorize("5.00"));
  go(asked, TokenEvent::verify);
  EXPECT_EQ(token().status, verified);
  go(asked, TokenEvent::start);
  go(asked, TokenEvent::accept);
  const Decided paid = act(asked, TokenEvent::complete).value().value();
  EXPECT_EQ(posted(paid), (Posted{{6, usd("-5.00")}, {7, usd("4.98")}, {2, usd("0.02")}}));
  apply(paid);
  EXPECT_TRUE(state_.tokens.empty());
  EXPECT_EQ(state_.held, Money{});
  EXPECT_EQ(state_.posted, usd("5.00"));
  EXPECT_EQ(state_.usage.in_day, usd("5.00"));
  EXPECT_EQ(state_.total_spent, usd("5.00"));
  EXPECT_EQ(act(asked, TokenEvent::complete).error().code, Errc::invalid_state);
}

TEST_F(TokenDeedsTest, BetweenOrganisationsThePrincipalCrossesAndTheFeeStaysWithTheProvider) {
  const ActOnToken asked = open(authorize("5.00", 13));
  EXPECT_EQ(posted(act(asked, TokenEvent::settle).value().value()), (Posted{{6, usd("-5.00")},
                                                                            {4, usd("5.00")},
                                                                            {11, usd("-5.00")},
                                                                            {13, usd("4.98")},
                                                                            {9, usd("0.02")}}));
}

TEST_F(TokenDeedsTest, AMeteredCallCostsWhatItCameToAndTheRestIsGivenBack) {
  Authorize metered = authorize("5.00");
  metered.terms.metered = true;
  ActOnToken asked = open(metered);
  asked.amount = amount("5.01");
  EXPECT_EQ(act(asked, TokenEvent::settle).error().code, Errc::invalid_amount);
  asked.amount = amount("2.00");
  Wallet wallet{state_};
  const Decided paid = act(asked, TokenEvent::settle).value().value();
  wallet.hold(paid, noon);
  EXPECT_EQ(wallet.decide(payment("5.00"), {}, noon).error().code, Errc::insufficient_funds)
      << "what is given back is free once that is recorded";
  wallet.release(paid, noon);
  apply(paid);
  EXPECT_EQ(state_.posted, usd("8.00"));
  EXPECT_EQ(state_.held, Money{});
  EXPECT_EQ(state_.usage.in_day, usd("2.00"));
  EXPECT_EQ(state_.usage.in_total, usd("2.00"));
}

TEST_F(TokenDeedsTest, WhatIsNotMeteredIsPaidWhole) {
  ActOnToken asked = open(authorize("5.00"));
  asked.amount = amount("4.00");
  EXPECT_EQ(act(asked, TokenEvent::settle).error().max_allowed_now, usd("5.00"));
  asked.amount = amount("5.00");
  EXPECT_TRUE(act(asked, TokenEvent::settle));
}

TEST_F(TokenDeedsTest, WhereThereIsNoFeeThereIsNoEntryForIt) {
  terms_.fees = {.basis_points = 0};
  const ActOnToken asked = open(authorize("5.00"));
  const Decided paid = act(asked, TokenEvent::settle).value().value();
  EXPECT_EQ(posted(paid), (Posted{{6, usd("-5.00")}, {7, usd("5.00")}}));
  EXPECT_EQ(std::get<Paid>(paid.fact).proceeds(), usd("5.00"));
  EXPECT_EQ((Paid{.amount = amount("5.00"), .fee = usd("0.02")}.proceeds()), usd("5.00"))
      << "no token is settled with it";
}

// What is reserved is held, and the org wallet's money would not be.
TEST_F(TokenDeedsTest, InProductionABudgetDrawsNothingForAToken) {
  state_.address.environment = Environment::production;
  state_.posted = usd("1.00");
  state_.budget_limit = usd("50.00");
  Authorize asked = authorize("5.00");
  asked.pay.payer = state_.address;
  asked.pay.payee->environment = Environment::production;
  EXPECT_EQ(issue(asked).error().code, Errc::insufficient_funds);
  asked.pay.amount = amount("1.00");
  EXPECT_TRUE(issue(asked));
}

TEST_F(TokenDeedsTest, AFeeTakesNoMoreThanThereIs) {
  terms_.fees.flat = usd("1.00");
  const ActOnToken asked = open(authorize("0.50"));
  EXPECT_EQ(posted(act(asked, TokenEvent::settle).value().value()),
            (Posted{{6, usd("-0.50")}, {7, Money{}}, {2, usd("0.50")}}));
}

TEST_F(TokenDeedsTest, ABudgetDrawsWhatIsLackingOfWhatACallCameTo) {
  state_.posted = usd("1.00");
  state_.budget_limit = usd("50.00");
  Authorize metered = authorize("5.00");
  metered.terms.metered = true;
  ActOnToken asked = open(metered);
  EXPECT_EQ(state_.held, usd("1.00"));
  EXPECT_EQ(asked.issued.payment.drawn, usd("4.00"));
  asked.amount = amount("3.00");
  const Decided part = act(asked, TokenEvent::settle).value().value();
  EXPECT_EQ(std::get<Paid>(part.fact).drawn, usd("2.00"));
  asked.amount = amount("0.40");
  const Decided little = act(asked, TokenEvent::settle).value().value();
  EXPECT_EQ(std::get<Paid>(little.fact).drawn, Money{});
  apply(little);
  EXPECT_EQ(state_.posted, usd("0.60"));
  EXPECT_EQ(state_.held, Money{});
}

TEST_F(TokenDeedsTest, ItIsVerifiedOnceAndAFacilitatorMayLookAgain) {
  const ActOnToken asked = open(authorize("5.00"));
  EXPECT_EQ(act(asked, TokenEvent::start).error().code, Errc::invalid_state);
  go(asked, TokenEvent::check);
  EXPECT_EQ(act(asked, TokenEvent::check).value(), std::nullopt);
  EXPECT_EQ(act(asked, TokenEvent::verify).error().code, Errc::token_redeemed);
  EXPECT_EQ(act(asked, TokenEvent::cancel).error().code, Errc::invalid_state);
  go(asked, TokenEvent::start);
  EXPECT_EQ(act(asked, TokenEvent::start).value(), std::nullopt);
  EXPECT_EQ(act(asked, TokenEvent::complete).error().code, Errc::invalid_state);
}

TEST_F(TokenDeedsTest, WhatEndsWithoutAPaymentIsGivenBack) {
  const ActOnToken asked = open(authorize("5.00"));
  const Decided cancelled_by_payer = act(asked, TokenEvent::cancel).value().value();
  EXPECT_EQ(posted(cancelled_by_payer), (Posted{{6, Money{}}}));
  EXPECT_EQ(std::get<TokenEnded>(cancelled_by_payer.fact).status, cancelled);
  apply(cancelled_by_payer);
  EXPECT_EQ(state_.held, Money{});
  EXPECT_EQ(state_.usage.in_total, Money{});
  EXPECT_EQ(state_.recent.count(), 1U) << "but for velocity";
  EXPECT_TRUE(state_.tokens.empty());
}

TEST_F(TokenDeedsTest, WhatComesAtTheDeadlineComesTooLate) {
  const ActOnToken asked = open(authorize("5.00"));
  const Time deadline = token().deadline;
  const Decided late = act(asked, TokenEvent::settle, deadline).value().value();
  EXPECT_EQ(std::get<TokenEnded>(late.fact).status, expired);
  EXPECT_TRUE(act(asked, TokenEvent::settle, {deadline.milliseconds - 1}).value());
  go(asked, TokenEvent::verify);
  EXPECT_EQ(std::get<TokenEnded>(act(asked, TokenEvent::start, deadline).value()->fact).status,
            expired);
}

TEST_F(TokenDeedsTest, APromiseIsKeptInItsTimeOrBroken) {
  Authorize promised = authorize("5.00");
  promised.terms.accept_seconds = 2;
  promised.terms.complete_seconds = 10;
  const ActOnToken asked = open(promised);
  go(asked, TokenEvent::verify);
  go(asked, TokenEvent::start, {noon.milliseconds + 1'000});
  EXPECT_EQ(token().deadline, (Time{noon.milliseconds + 3'000}));
  EXPECT_EQ(token().completes_by, (Time{noon.milliseconds + 11'000}));
  EXPECT_EQ(std::get<TokenEnded>(
                act(asked, TokenEvent::accept, {noon.milliseconds + 3'000}).value()->fact)
                .status,
            sla_breached);
  go(asked, TokenEvent::accept, {noon.milliseconds + 2'000});
  EXPECT_EQ(token().deadline, (Time{noon.milliseconds + 11'000})) << "since the call has started";
  EXPECT_EQ(late_status(token()), sla_breached);
}

TEST_F(TokenDeedsTest, WhoPromisesNothingHasItsTimeAllTheSame) {
  const ActOnToken asked = open(authorize("5.00"));
  go(asked, TokenEvent::verify);
  go(asked, TokenEvent::start);
  EXPECT_EQ(token().deadline, (Time{noon.milliseconds + day_ms}));
}

TEST_F(TokenDeedsTest, AFrozenPayersUnusedTokensAreNoGoodAndTheOthersMayFinish) {
  const ActOnToken asked = open(authorize("5.00"));
  state_.status = WalletStatus::frozen;
  for (const TokenEvent event : {TokenEvent::verify, TokenEvent::check, TokenEvent::settle})
    EXPECT_EQ(act(asked, event).error().code, Errc::wallet_frozen);
  EXPECT_TRUE(act(asked, TokenEvent::cancel));
  state_.status = WalletStatus::active;
  go(asked, TokenEvent::verify);
  state_.status = WalletStatus::frozen;
  EXPECT_TRUE(act(asked, TokenEvent::settle));
}

TEST_F(TokenDeedsTest, AWalletDoesNotEndWhileATokenIsOpen) {
  state_.posted = Money{};
  state_.budget_limit = usd("50.00");
  open(authorize("5.00"));
  EXPECT_EQ(state_.held, Money{});
  EXPECT_EQ(Wallet{state_}.decide(ArchiveWallet{.wallet = address_of(6)}).error().code,
            Errc::holds_open);
}

}  // namespace
}  // namespace bursar::ledger::token_deeds_test
