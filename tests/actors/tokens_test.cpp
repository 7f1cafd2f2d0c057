// Payment tokens and services, as actors keep them.

#include "actors/tokens.hpp"

#include "tests/actors/owing.hpp"
#include "tests/actors/tokens_world.hpp"

#include <utility>
#include <variant>

#include <gtest/gtest.h>

namespace bursar::actors::tokens_test {
namespace {

using ledger::Errc;
using ledger::Sequence;
using ledger::TokenEnded;
using ledger::TokenEvent;
using ledger::TokenStatus;
using tests::ttl_ms;
using tests::usd;
using TokensTest = tests::TokensWorld;

TEST_F(TokensTest, ACallIsAuthorizedTakenAndPaid) {
  const ledger::Record issued = issue();
  EXPECT_EQ(state(wallet).held, usd("5.00"));
  EXPECT_EQ(row(issued).status, TokenStatus::issued);
  for (const TokenEvent event : {TokenEvent::verify, TokenEvent::start, TokenEvent::accept})
    done(issued, event);
  EXPECT_EQ(row(issued).status, TokenStatus::accepted);
  const ledger::Money before = world->posted(seller.wallet);
  const ledger::Record paid = done(issued, TokenEvent::complete);
  EXPECT_EQ(paid.previous_of_payment, issued.sequence);
  EXPECT_EQ(world->posted(seller.wallet) - before, usd("4.98"));
  EXPECT_EQ(state(wallet).posted, usd("95.00"));
  EXPECT_EQ(state(wallet).held, ledger::Money{});
  EXPECT_EQ(row(issued).last, paid.sequence);
  EXPECT_EQ(trust(), 51);
}

TEST_F(TokensTest, OfManyWhoVerifyOneIsFirst) {
  EXPECT_EQ(first_of(issue(), TokenEvent::verify), 1U);
}

TEST_F(TokensTest, OfManyWhoSettleOneIsFirst) {
  const ledger::Record issued = issue();
  EXPECT_EQ(first_of(issued, TokenEvent::settle), 1U);
  EXPECT_EQ(state(wallet).posted, usd("95.00"));
}

TEST_F(TokensTest, WhoSettlesCancelsAndReleasesAtOnceFindsOneExit) {
  const ledger::Record issued = issue();
  const auto settled = act(issued, TokenEvent::settle);
  const auto cancelled = act(issued, TokenEvent::cancel);
  const auto released = act(issued, TokenEvent::release);
  run();
  EXPECT_TRUE(settled.outcome());
  EXPECT_EQ(cancelled.outcome().error().code, Errc::invalid_state);
  EXPECT_EQ(released.outcome().error().code, Errc::invalid_state);
  EXPECT_EQ(row(issued).status, TokenStatus::settled);
}

TEST_F(TokensTest, AnUnusedTokenExpiresByItselfAtItsTime) {
  const ledger::Record issued = issue();
  pass(ttl_ms - 1);
  EXPECT_EQ(row(issued).status, TokenStatus::issued);
  pass(1);
  EXPECT_EQ(row(issued).status, TokenStatus::expired);
  EXPECT_EQ(state(wallet).held, ledger::Money{});
  EXPECT_EQ(state(wallet).usage.in_total, ledger::Money{});
  const auto late = act(issued, TokenEvent::verify);
  run();
  EXPECT_EQ(late.outcome().error().code, Errc::invalid_state);
}

TEST_F(TokensTest, WhatOneHeldRepaysWhatIsOwedHoweverItEnds) {
  const ledger::Record cancelled = issue();
  const auto first = state(wallet).held;
  issue();
  tests::owe(*world, wallet, buyer.wallet);
  done(cancelled, TokenEvent::cancel);
  tests::expect_repaid(*world, wallet, first);
  pass(ttl_ms);
  tests::expect_repaid(*world, wallet, first);
}

TEST_F(TokensTest, APromiseThatIsBrokenGivesTheMoneyBackAtItsDeadline) {
  const ledger::Record issued = issue();
  done(issued, TokenEvent::verify);
  done(issued, TokenEvent::start);
  pass(59'999);
  EXPECT_EQ(row(issued).status, TokenStatus::started);
  pass(1);
  EXPECT_EQ(row(issued).status, TokenStatus::sla_breached);
  EXPECT_EQ(state(wallet).held, ledger::Money{});
  EXPECT_EQ(trust(), 45);
}

TEST_F(TokensTest, WhoComesTooLateIsToldSo) {
  const ledger::Record issued = issue();
  world->clock.advance(ttl_ms);
  const ledger::Record end = done(issued, TokenEvent::settle);
  EXPECT_EQ(std::get<TokenEnded>(end.fact).status, TokenStatus::expired);
}

TEST_F(TokensTest, AfterARestartDeadlinesAndTrustAreAsBefore) {
  const ledger::Record unused = issue();
  const ledger::Record begun = issue();
  done(begun, TokenEvent::verify);
  done(begun, TokenEvent::start);
  done(issue(), TokenEvent::settle);
  restart();
  EXPECT_EQ(trust(), 51);
  EXPECT_EQ(row(unused).status, TokenStatus::issued);
  pass(ttl_ms);
  EXPECT_EQ(row(unused).status, TokenStatus::expired);
  EXPECT_EQ(row(begun).status, TokenStatus::started);
  done(begun, TokenEvent::accept);
  done(begun, TokenEvent::complete);
  EXPECT_EQ(trust(), 52);
  EXPECT_EQ(state(wallet).posted, usd("90.00"));
}

TEST_F(TokensTest, AKeyIssuesOneTokenHoweverOftenItIsSent) {
  const auto first = authorize("5.00", "order");
  const auto second = authorize("5.00", "order");
  const auto other = authorize("6.00", "order");
  run();
  EXPECT_EQ(first.outcome()->record->sequence, second.outcome()->record->sequence);
  EXPECT_TRUE(second.outcome()->replayed);
  EXPECT_EQ(other.outcome().error().code, Errc::idempotency_conflict);
  EXPECT_EQ(state(wallet).tokens.size(), 1U);
}

TEST_F(TokensTest, APayeeThatIsArchivedIsToldWhenItIsAuthorized) {
  const ledger::WalletAddress gone = world->open_wallet(seller);
  EndWallet end;
  end.organization = gone.organization;
  end.wallet = gone.account;
  end.now = world->clock.now();
  world->ask<EndWalletCall>(std::move(end));
  run();
  AuthorizeCommand command;
  command.authorize = {.pay = {.payer = wallet, .payee = gone, .amount = tests::amount("1.00")},
                       .terms = {.payee_organization = gone.organization}};
  command.now = world->clock.now();
  const auto told = world->tell<AuthorizeCall>(std::move(command),
                                               [&](auto call) { world->room->authorize(call); });
  run();
  EXPECT_EQ(told.outcome().error().code, Errc::payee_archived);
  EXPECT_EQ(state(wallet).held, ledger::Money{});
}

TEST_F(TokensTest, AWalletWithOpenTokensIsNotEndedUnlessTheUnusedAreCancelled) {
  const ledger::Record issued = issue();
  const ledger::WalletAddress own = wallet;
  EndWallet end;
  end.organization = own.organization;
  end.wallet = own.account;
  end.now = world->clock.now();
  const auto refused = world->ask<EndWalletCall>(end);
  run();
  EXPECT_EQ(refused.outcome().error().code, Errc::holds_open);
  end.reject_approvals = true;
  end.by_key = buyer.principal.key;
  const auto told = world->ask<EndWalletCall>(end);
  run();
  EXPECT_EQ(told.outcome().error().code, Errc::balance_not_zero) << "but its hold is gone";
  EXPECT_EQ(row(issued).status, TokenStatus::cancelled);
}

TEST_F(TokensTest, WithNoRoomOnTheDiskWhatGivesBackGoesOn) {
  const ledger::Record issued = issue();
  world->room->read_only(true);
  const auto refused = act(issued, TokenEvent::verify);
  const auto cancelled = act(issued, TokenEvent::cancel);
  run();
  EXPECT_EQ(refused.outcome().error().code, Errc::read_only);
  EXPECT_TRUE(cancelled.outcome());
}

TEST_F(TokensTest, WhatWasNeverIssuedIsNotFound) {
  const auto told =
      world->tell<TokenCall>(TokenQuery{Sequence{2}}, [&](auto call) { world->room->token(call); });
  run();
  EXPECT_EQ(told.outcome().error().code, Errc::not_found);
}

TEST_F(TokensTest, TheBooksOfItAllAgree) {
  const ledger::Record first = issue();
  done(first, TokenEvent::settle);
  done(issue(), TokenEvent::cancel);
  issue();
  const ledger::Books books = world->books();
  EXPECT_EQ(books.wallets.at(wallet.account).state(), state(wallet));
  EXPECT_TRUE(world->fatal.empty());
}

}  // namespace
}  // namespace bursar::actors::tokens_test
