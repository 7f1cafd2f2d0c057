#include "ledger/services.hpp"

#include "ledger/archiving.hpp"
#include "ledger/books_difference.hpp"
#include "ledger/token_deeds.hpp"
#include "tests/ledger/examined.hpp"

#include <string>
#include <variant>

#include <gtest/gtest.h>

namespace bursar::ledger::services_test {
namespace {

using namespace tests;

constexpr ServiceId food{{3, 3}};

TEST(ServicesTest, TrustStaysWithinItsBounds) {
  TrustScore score;
  EXPECT_EQ(score.points(), 50);
  score.count(TokenStatus::settled);
  EXPECT_EQ(score.points(), 51);
  score.count(TokenStatus::sla_breached);
  EXPECT_EQ(score.points(), 46);
  score.count(TokenStatus::released);
  score.count(TokenStatus::expired);
  EXPECT_EQ(score.points(), 46);
  for (int i = 0; i < 60; ++i) score.count(TokenStatus::settled);
  EXPECT_EQ(score.points(), 100);
  for (int i = 0; i < 21; ++i) score.count(TokenStatus::sla_breached);
  EXPECT_EQ(score.points(), 0);
}

TEST(ServicesTest, DisputesCountByWhatTheyComeTo) {
  TrustScore score;
  score.count(DisputeStatus::resolved_refunded);
  EXPECT_EQ(score.points(), 40);
  score.count(DisputeStatus::resolved_denied);
  EXPECT_EQ(score.points(), 42);
  score.count(DisputeStatus::withdrawn);
  EXPECT_EQ(score.points(), 42);
}

/// Wallet 13 sells a service, and wallet 6 holds 1,000 units.
class ExaminedTokens : public Examined {
 protected:
  ExaminedTokens() {
    world_.fund(6, amount(1'000));
    made_ = world_
                .record(of(2, ServiceMade{.id = food,
                                          .slug = "food",
                                          .provider = {13},
                                          .provider_id = {{2, 13}},
                                          .terms = {.name = "Food", .price = amount(300)}}))
                .sequence;
  }

  Record of(std::uint64_t organization, Fact fact) const {
    return {.time = world_.now,
            .organizations = {{{.organization = {organization}}}},
            .fact = std::move(fact)};
  }
  const Service& service() const { return world_.books.services.at(made_); }

  void issue() {
    const Authorize asked{
        .pay = {.payer = address_of(6), .payee = address_of(13), .amount = amount(300)},
        .terms = {.service = {made_, food}, .payee_organization = {2}}};
    world_.commit(
        world_.wallet(6).decide(asked, world_.terms, world_.now, world_.policy(6)).value());
  }
  Sequence token() const { return world_.books.tokens.rbegin()->first; }  // the newest
  const OpenToken& open_token() { return world_.wallet(6).state().tokens.front(); }
  void act(TokenEvent event) {
    const ActOnToken asked{.token = token(),
                           .issued = std::get<TokenIssued>(world_.records[token().value - 1].fact),
                           .payee = address_of(13),
                           .event = event};
    world_.commit(
        decide(world_.wallet(6).state(), asked, world_.terms, world_.now).value().value());
  }
  void end_late() {
    const OpenToken late = open_token();
    world_.now = late.deadline;
    world_.commit(end_token(world_.wallet(6).state(), late, late_status(late)));
  }
  template <class F, class Change>
  void expect_told(const std::string& what, Change change) {
    EXPECT_EQ(told_of<F>(change), what);
  }

  Sequence made_;
};

TEST_F(ExaminedTokens, AServiceIsOfAWalletOfItsOrganisation) {
  EXPECT_EQ(told(), "nothing");
  expect_told<ServiceMade>("makes a service of a wallet that is not there",
                           [](ServiceMade& made) { made.provider = {99}; });
  const std::string other = "makes a service of another organisation's wallet";
  expect_told<ServiceMade>(other, [](ServiceMade& made) { made.provider_id = {}; });
  expect_told<ServiceMade>(other, [](ServiceMade& made) { made.provider = {6}; });
  expect_told<ServiceMade>(other,
                           [](ServiceMade& made) { made.environment = Environment::production; });
  EXPECT_EQ(told([](Record& record) { record.organizations = {}; }), other);
  EXPECT_EQ(told([](Record& record) { record.entries.push_back({.account = {13}}); }),
            "makes a service and moves money");
}

TEST_F(ExaminedTokens, AServiceIsChangedAndMarkedUntilItIsRemoved) {
  world_.record(of(2, ServiceChanged{made_, {.name = "Better food"}}));
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(service().made.terms.name, "Better food");
  expect_told<ServiceChanged>("changes a service that is not there",
                              [](ServiceChanged& changed) { changed.service = {1}; });
  EXPECT_EQ(told([](Record& record) { record.organizations = {}; }),
            "changes a service of another organisation");
  EXPECT_EQ(told([](Record& record) { record.entries.push_back({.account = {13}}); }),
            "changes a service and moves money");
  world_.record(of(2, ServiceMarked{made_, ServiceMark::verified}));
  EXPECT_TRUE(service().verified);
  EXPECT_FALSE(service().removed);
  world_.record(of(2, ServiceMarked{made_, ServiceMark::removed}));
  EXPECT_TRUE(service().removed);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(told([](Record& record) { record.entries.push_back({.account = {13}}); }),
            "marks a service and moves money");
  Record again = of(2, ServiceMarked{made_, ServiceMark::verified});
  EXPECT_EQ(broken_service(world_.books, again), "changes a service that was removed");
}

TEST_F(ExaminedTokens, ATokenIsJudgedAsThePaymentThatItMayBecome) {
  issue();
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.accounts[6].held, Money::units(300));
  const Token& known = world_.books.tokens.at(token());
  EXPECT_EQ(known.payer, AccountNumber{6});
  EXPECT_EQ(known.last, token());
  expect_told<TokenIssued>("issues a token of a wallet that is not there",
                           [](TokenIssued& issued) { issued.payment.payer = {99}; });
  expect_told<TokenIssued>("holds -0.000007",
                           [](TokenIssued& issued) { issued.payment.drawn = Money::units(1'000); });
  expect_told<TokenIssued>("issues a token for a service that is not there",
                           [](TokenIssued& issued) { issued.terms.service.service = {1}; });
  expect_told<TokenIssued>("issues a token for another service than its payee's",
                           [](TokenIssued& issued) { issued.terms.service.id = {}; });
  expect_told<TokenIssued>("names a payee wallet that is not there",
                           [](TokenIssued& issued) { issued.payment.payee_id = {}; });
  expect_told<TokenIssued>("issues a token for nobody",
                           [](TokenIssued& issued) { issued.payment.payee = {}; });
  expect_told<TokenIssued>("issues a token that costs its payer a fee",
                           [](TokenIssued& issued) { issued.payment.fee = Money::units(1); });
  expect_told<TokenIssued>("issues a token for no time", [](TokenIssued& issued) {
    issued.terms.expires_at = issued.payment.counted_at;
  });
  expect_told<TokenIssued>("issues a token for another organisation than its payee's",
                           [](TokenIssued& issued) { issued.terms.payee_organization = {1}; });
  expect_told<TokenIssued>("counts less than its own amount",
                           [](TokenIssued& issued) { issued.payment.usage_after.in_day = {}; });
  expect_told<TokenIssued>("nothing", [](TokenIssued& issued) { issued.terms.service = {}; });
  expect_told<TokenIssued>("issues a token for another service than its payee's",
                           [](TokenIssued& issued) {
                             issued.payment.payee = {14};
                             issued.payment.payee_id = {{2, 14}};
                           });
  EXPECT_EQ(told([](Record& record) { record.entries.clear(); }),
            "moves more than a token of its payer");
}

TEST_F(ExaminedTokens, ATokenGoesOnInItsTurn) {
  issue();
  act(TokenEvent::verify);
  EXPECT_EQ(told(), "nothing");
  const std::string turn = "moves a token out of its turn";
  expect_told<TokenAdvanced>(
      turn, [](TokenAdvanced& advanced) { advanced.status = TokenStatus::started; });
  expect_told<TokenAdvanced>(
      turn, [](TokenAdvanced& advanced) { advanced.status = TokenStatus::cancelled; });
  expect_told<TokenAdvanced>("moves a token that is not open",
                             [](TokenAdvanced& advanced) { advanced.token = {1}; });
  expect_told<TokenAdvanced>("moves a token that is not open",
                             [](TokenAdvanced& advanced) { advanced.payer = {99}; });
  expect_told<TokenAdvanced>("names a payer wallet that is not there",
                             [](TokenAdvanced& advanced) { advanced.payer_id = {}; });
  EXPECT_EQ(told([](Record& record) { record.entries.clear(); }),
            "moves more than a token of its payer");
  act(TokenEvent::start);
  act(TokenEvent::accept);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.tokens.at(token()).status, TokenStatus::accepted);
}

TEST_F(ExaminedTokens, ASettlementIsOfATokenThatIsOpenAndFollowsIt) {
  issue();
  act(TokenEvent::settle);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(service().trust.points(), 51);
  EXPECT_EQ(world_.books.tokens.at(token()).status, TokenStatus::settled);
  EXPECT_EQ(world_.books.accounts[6].held, Money{});
  expect_told<Paid>("moves a token that is not open",
                    [](Paid& paid) { paid.settles->token = {1}; });
  const std::string other = "moves another token than the one that is open";
  expect_told<Paid>(other, [](Paid& paid) { paid.settles->held = Money{}; });
  expect_told<Paid>(other, [](Paid& paid) { paid.settles->reserved = Money::units(299); });
  expect_told<Paid>(other, [](Paid& paid) { --paid.counted_at.milliseconds; });
  expect_told<Paid>(other, [](Paid& paid) { paid.settles->service = {}; });
  Record approved = world_.records.back();
  std::get<Paid>(approved.fact).approved.emplace();
  EXPECT_EQ(broken_token(world_.books, approved), "was approved, and settles a token");
  expect_told<Paid>("posts -0.000003 to the payer of a payment that costs 0.00000299",
                    [](Paid& paid) { paid.amount = amount(299); });
  expect_told<Paid>("posts 0.00000299 to the payee of a token that is settled with 0.000003",
                    [](Paid& paid) { paid.fee = {}; });
  EXPECT_EQ(told([](Record& record) { record.previous_of_payment = {}; }),
            "does not follow the token that it settles");
  const auto settles_less = [](std::int64_t held) {
    return [held](Record& record) {
      auto& paid = std::get<Paid>(record.fact);
      paid.settles->held = Money::units(held);
    };
  };
  Record drawn = world_.records.back();
  settles_less(299)(drawn);
  EXPECT_EQ(wrong_settlement(drawn, std::get<Paid>(drawn.fact)),
            "draws 0.00 though 0.00000299 was held");
  std::get<Paid>(drawn.fact).settles->reserved = Money::units(299);
  EXPECT_EQ(wrong_settlement(drawn, std::get<Paid>(drawn.fact)),
            "settles a token with more than it has reserved");
}

TEST_F(ExaminedTokens, AKeyIsThePayees) {
  const auto keyed_by = [](std::uint64_t wallet) {
    return [wallet](Record& record) { record.idempotency = Idempotency{{wallet}, "key", {}}; };
  };
  const std::string others = "moves a token by a key that is not its payee's";
  issue();
  act(TokenEvent::verify);
  EXPECT_EQ(told(keyed_by(13)), "nothing");
  EXPECT_EQ(told(keyed_by(6)), others);
  EXPECT_EQ(told(keyed_by(99)), others);
  act(TokenEvent::release);
  EXPECT_EQ(told(keyed_by(13)), "nothing");
  EXPECT_EQ(told(keyed_by(6)), others);
  issue();
  act(TokenEvent::settle);
  EXPECT_EQ(told(keyed_by(13)), "nothing");
  EXPECT_EQ(told(keyed_by(14)), "settles a token by a key that is not its payee's");
}

TEST_F(ExaminedTokens, WhatNoPayeeHasAskedForHasNoKey) {
  const auto keyed = [](Record& record) { record.idempotency = Idempotency{{13}, "key", {}}; };
  const std::string unasked = "ends a token by a key though no payee has asked for that";
  issue();
  act(TokenEvent::cancel);
  EXPECT_EQ(told(keyed), unasked);
  issue();
  end_late();
  EXPECT_EQ(told(keyed), unasked);
}

TEST_F(ExaminedTokens, AnEndIsInItsTurnAndItsTime) {
  issue();
  act(TokenEvent::cancel);
  EXPECT_EQ(told(), "nothing");
  expect_told<TokenEnded>("ends a token out of its turn",
                          [](TokenEnded& ended) { ended.status = TokenStatus::sla_breached; });
  expect_told<TokenEnded>("ends a token before its time was over",
                          [](TokenEnded& ended) { ended.status = TokenStatus::expired; });
  expect_told<TokenEnded>("moves another token than the one that is open",
                          [](TokenEnded& ended) { ended.held = Money{}; });
  expect_told<TokenEnded>("names a payer wallet that is not there",
                          [](TokenEnded& ended) { ended.payer_id = {}; });
  EXPECT_EQ(told([](Record& record) { record.previous_of_payment = {}; }),
            "does not follow the token that it ends");
  EXPECT_EQ(told([](Record& record) { record.entries.clear(); }),
            "moves more than a token of its payer");
}

TEST_F(ExaminedTokens, AnEndHasOneEntryAndThatOfNothingAndOfItsPayer) {
  issue();
  act(TokenEvent::cancel);
  Books before;
  for (const Record& record : world_.before_last()) before.apply(record);
  const Record ended = world_.records.back();
  const auto wrong = [&](Entry entry) {
    Record changed = ended;
    changed.entries = {entry};
    return wrong_end_of_token(before, changed, std::get<TokenEnded>(changed.fact));
  };
  EXPECT_EQ(wrong({.account = {6}}), std::nullopt);
  EXPECT_EQ(wrong({.account = {7}}), "moves more than a token of its payer");
  EXPECT_EQ(wrong({.account = {6}, .amount = money(1)}), "moves more than a token of its payer");
}

TEST_F(ExaminedTokens, ABreachCostsTrustAndAReleaseDoesNot) {
  issue();
  act(TokenEvent::verify);
  act(TokenEvent::release);
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(service().trust.points(), 50);
  issue();
  const Sequence second = world_.books.last();
  EXPECT_EQ(world_.wallet(6).state().tokens.size(), 1U);
  end_late();
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(world_.books.tokens.at(second).status, TokenStatus::expired);
  EXPECT_EQ(service().trust.points(), 50);
}

TEST_F(ExaminedTokens, ABrokenPromiseIsTold) {
  issue();
  act(TokenEvent::verify);
  act(TokenEvent::start);
  end_late();
  EXPECT_EQ(told(), "nothing");
  EXPECT_EQ(service().trust.points(), 45);
}

TEST_F(ExaminedTokens, AWalletDoesNotEndWhileATokenIsOpen) {
  issue();
  EXPECT_EQ(wrong_end(world_.books, {.fact = WalletArchived{.wallet = {6}, .wallet_id = {{1, 6}}}}),
            "archives a wallet with tokens that are open");
}

TEST_F(ExaminedTokens, BooksThatDifferInOneSaySo) {
  issue();
  Books other = world_.books;
  other.tokens.begin()->second.status = TokenStatus::started;
  EXPECT_EQ(difference(world_.books, other),
            "the token that was issued with record " + std::to_string(token().value));
  other = world_.books;
  other.services.begin()->second.verified = true;
  EXPECT_EQ(difference(world_.books, other),
            "the service that was made with record " + std::to_string(made_.value));
}

}  // namespace
}  // namespace bursar::ledger::services_test
