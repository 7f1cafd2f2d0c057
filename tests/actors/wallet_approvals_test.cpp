// Payments that wait for approval, as their wallet decides them.

#include "actors/wallet_approvals.hpp"

#include "tests/actors/approvals_world.hpp"
#include "tests/actors/owing.hpp"

#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::approvals_test {
namespace {

class WalletApprovalsTest : public ApprovalsTest {};

TEST_F(WalletApprovalsTest, APaymentWaitsHeldAndIsMadeWhenItIsApproved) {
  const ledger::Record asked = ask(usd("50.00"));
  EXPECT_EQ(state(wallet).held, usd("50.20"));
  EXPECT_EQ(state(wallet).posted, usd("100.00"));
  EXPECT_EQ(state(payee).posted, usd("0.00"));
  EXPECT_EQ(status(asked), ApprovalStatus::pending);
  const auto refused = pay(usd("50.00"));
  run();
  EXPECT_TRUE(refused.refused(Errc::policy_denied)) << "it is counted";
  const auto told = approve(asked);
  run();
  ASSERT_TRUE(told.allowed());
  const ledger::Record& paid = *told.outcome()->record;
  EXPECT_EQ(std::get<Paid>(paid.fact).approved->note, "noted");
  EXPECT_EQ(paid.previous_of_payment, asked.sequence);
  EXPECT_EQ(paid, world->store->records().back());
  EXPECT_EQ(status(asked), ApprovalStatus::approved);
  EXPECT_EQ(state(wallet).held, usd("0.00"));
  EXPECT_EQ(state(wallet).posted, usd("49.80"));
  EXPECT_EQ(state(wallet).usage.in_day, usd("50.00"));
  EXPECT_EQ(state(payee).posted, usd("50.00"));
}

TEST_F(WalletApprovalsTest, OutsideItIsTheSame) {
  const ledger::Record asked = ask_outside(usd("50.00"));
  const auto told = approve(asked);
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(state(wallet).posted, usd("49.80"));
  EXPECT_EQ(status(asked), ApprovalStatus::approved);
}

TEST_F(WalletApprovalsTest, WhatIsRejectedIsFreeAgainAndCountsNoMore) {
  const ledger::Record asked = ask(usd("50.00"));
  const auto told = reject(asked);
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(std::get<ApprovalEnded>(told.outcome()->record->fact).decided_by, owner.principal.key);
  EXPECT_EQ(status(asked), ApprovalStatus::rejected);
  EXPECT_EQ(state(wallet).held, usd("0.00"));
  EXPECT_EQ(state(wallet).usage.in_day, usd("0.00"));
  ask(usd("50.00"));
}

TEST_F(WalletApprovalsTest, WhoeverDecidesFirstHasDecided) {
  const ledger::Record asked = ask(usd("50.00"));
  const auto first = approve(asked);
  const auto second = reject(asked);
  const auto third = approve(asked);
  run();
  int decided = 0;
  for (const auto* told : {&first, &second, &third}) {
    if (told->allowed())
      ++decided;
    else
      EXPECT_TRUE(told->refused(Errc::invalid_state));
  }
  EXPECT_EQ(decided, 1);
  const auto late = approve(asked);
  run();
  EXPECT_TRUE(late.refused(Errc::invalid_state));
}

TEST_F(WalletApprovalsTest, TheSecondDecisionWaitsForWhatTheFirstComesTo) {
  const ledger::Record asked = ask(usd("50.00"));
  world->hold_the_disk();
  const auto first = approve(asked);
  run();
  const auto second = reject(asked);
  run();
  EXPECT_TRUE(first.silent() && second.silent());
  world->let_the_disk_go();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(second.refused(Errc::invalid_state));
}

TEST_F(WalletApprovalsTest, WhatItHeldRepaysWhatIsOwedHoweverItEnds) {
  const ledger::Record rejected = ask(usd("11.00"));
  const ledger::Record expires = ask(usd("12.00"));
  tests::owe(*world, wallet, owner.wallet);
  reject(rejected);
  run();
  tests::expect_repaid(*world, wallet, usd("11.044"));
  pass(ttl_ms);
  EXPECT_EQ(status(expires), ApprovalStatus::expired);
  tests::expect_repaid(*world, wallet, usd("12.048"));
}

TEST_F(WalletApprovalsTest, ItExpiresByItselfAtItsTime) {
  const ledger::Record asked = ask(usd("50.00"));
  pass(ttl_ms - 1);
  EXPECT_EQ(status(asked), ApprovalStatus::pending);
  pass(1);
  EXPECT_EQ(status(asked), ApprovalStatus::expired);
  const ledger::Record last = world->store->records().back();
  EXPECT_EQ(std::get<ApprovalEnded>(last.fact).status, ApprovalStatus::expired);
  EXPECT_EQ(state(wallet).held, usd("0.00"));
  EXPECT_EQ(state(wallet).usage.in_total, usd("0.00"));
  pass(10 * ttl_ms);
  EXPECT_EQ(world->store->records().back().sequence, last.sequence);
}

TEST_F(WalletApprovalsTest, WhoComesTooLateIsToldSo) {
  const ledger::Record asked = ask(usd("50.00"));
  world->clock.advance(ttl_ms);  // and nobody has looked at the clock yet
  const auto told = approve(asked);
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(std::get<ApprovalEnded>(told.outcome()->record->fact).status, ApprovalStatus::expired);
  pass(ttl_ms);
  EXPECT_EQ(status(asked), ApprovalStatus::expired);
}

TEST_F(WalletApprovalsTest, AfterARestartItWaitsAndExpiresAsBefore) {
  const ledger::Record first = ask(usd("20.00"));
  const ledger::Record second = ask(usd("20.00"));
  const ledger::Record third = ask(usd("11.00"));
  reject(third);
  run();
  restart();
  EXPECT_EQ(status(first), ApprovalStatus::pending);
  EXPECT_EQ(status(third), ApprovalStatus::rejected);
  const auto told = approve(first);
  run();
  EXPECT_TRUE(told.allowed());
  pass(ttl_ms);
  EXPECT_EQ(status(second), ApprovalStatus::expired);
  EXPECT_EQ(state(wallet).held, usd("0.00"));
  EXPECT_EQ(state(wallet).posted, usd("79.92"));
}

TEST_F(WalletApprovalsTest, AWalletThatRestsIsWokenForIt) {
  const ledger::Record asked = ask(usd("50.00"));
  world->rest();
  pass(ttl_ms);
  EXPECT_EQ(status(asked), ApprovalStatus::expired);
}

TEST_F(WalletApprovalsTest, AFrozenWalletsPaymentStaysWhereItIs) {
  const ledger::Record asked = ask(usd("50.00"));
  freeze(ledger::WalletStatus::frozen);
  const auto told = approve(asked);
  run();
  EXPECT_TRUE(told.refused(Errc::wallet_frozen));
  EXPECT_EQ(status(asked), ApprovalStatus::pending);
  freeze(ledger::WalletStatus::active);
  const auto again = approve(asked);
  run();
  EXPECT_TRUE(std::holds_alternative<Paid>(again.outcome()->record->fact));
}

TEST_F(WalletApprovalsTest, WhomThePolicyBlocksByNowIsNotPaid) {
  const ledger::Record asked = ask(usd("50.00"));
  ChangePolicy change;
  change.organization = owner.principal.organization;
  change.policy = policy;
  change.patch.blocked_recipients = {true, ledger::Recipients{.wallets = {payee.id}}};
  change.now = world->clock.now();
  world->ask<ChangePolicyCall>(std::move(change));
  run();
  const auto told = approve(asked);
  run();
  EXPECT_EQ(std::get<ApprovalEnded>(told.outcome()->record->fact).reason, Errc::policy_denied);
  EXPECT_EQ(status(asked), ApprovalStatus::rejected);
}

TEST_F(WalletApprovalsTest, AnArchivedPayeeRejectsIt) {
  const ledger::Record asked = ask(usd("50.00"));
  EndWallet end;
  end.organization = payee.organization;
  end.wallet = payee.account;
  end.now = world->clock.now();
  const auto ended = world->ask<EndWalletCall>(std::move(end));
  run();
  ASSERT_TRUE(ended.allowed());
  const auto told = approve(asked);
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(std::get<ApprovalEnded>(told.outcome()->record->fact).reason, Errc::payee_archived);
  EXPECT_EQ(state(wallet).held, usd("0.00"));
}

TEST_F(WalletApprovalsTest, APayeeWithNoRoomIsToldAtTheRequest) {
  const auto rich = world->sign_up(ledger::balance_max);
  const auto told = world->pay(World::between(wallet, rich.wallet, usd("20.00")));
  run();
  EXPECT_TRUE(told.refused(Errc::balance_limit));
  EXPECT_EQ(state(wallet).held, usd("0.00"));
}

TEST_F(WalletApprovalsTest, ThePayeeHearsNothingOfItBefore) {
  const auto other = world->sign_up();
  const auto told = world->pay(World::between(wallet, other.wallet, usd("20.00")));
  run();
  const ledger::Record& asked = *told.outcome()->record;
  EXPECT_TRUE(asked.organizations[1].organization.none());
  const auto approved = approve(asked);
  run();
  EXPECT_EQ(approved.outcome()->record->organizations[1].organization,
            other.principal.organization);
  EXPECT_EQ(world->posted(other.wallet), usd("10020.00"));
}

TEST_F(WalletApprovalsTest, AWalletWithOpenHoldsIsNotEndedUnlessTheyAreRejected) {
  OpenWallet open = world->opening(owner);
  open.wallet.agent = true;
  open.with_key = true;
  open.policy = policy;
  const auto agent = world->open_wallet(std::move(open));
  world->fund(World::from_treasury(agent, usd("100.00")));
  run();
  const auto waits = world->pay(World::between(agent, payee, usd("50.00")));
  run();
  EndWallet end;
  end.organization = agent.organization;
  end.wallet = agent.account;
  end.with_agent = true;
  end.by = owner.principal.permissions;
  end.by_key = owner.principal.key;
  end.now = world->clock.now();
  const auto refused = world->ask<EndWalletCall>(EndWallet{end});
  run();
  EXPECT_TRUE(refused.refused(Errc::holds_open));
  end.reject_approvals = true;
  const auto ended = world->ask<EndWalletCall>(EndWallet{end});
  run();
  ASSERT_TRUE(ended.allowed());
  EXPECT_EQ(ended.outcome()->swept, usd("100.00"));
  EXPECT_EQ(status(*waits.outcome()->record), ApprovalStatus::rejected);
  tests::replayed(world->store->records());
}

TEST_F(WalletApprovalsTest, TheKeysAnswerIsThatItWaits) {
  const auto first = pay(usd("50.00"), "k");
  const auto racing = pay(usd("50.00"), "k");
  run();
  const ledger::Record asked = *first.outcome()->record;
  approve(asked);
  run();
  const auto late = pay(usd("50.00"), "k");
  const auto other = pay(usd("51.00"), "k");
  run();
  EXPECT_EQ(*racing.outcome()->record, asked);
  EXPECT_EQ(*late.outcome()->record, asked);
  EXPECT_TRUE(late.outcome()->replayed);
  EXPECT_TRUE(other.refused(Errc::idempotency_conflict));
  EXPECT_EQ(state(wallet).posted, usd("49.80"));
}

TEST_F(WalletApprovalsTest, WithNoRoomOnTheDiskWhatGivesBackGoesOn) {
  const ledger::Record first = ask(usd("11.00"));
  const ledger::Record second = ask(usd("11.00"));
  world->room->read_only(true);
  const auto approved = approve(first);
  const auto rejected = reject(first);
  run();
  EXPECT_TRUE(approved.refused(Errc::read_only));
  EXPECT_TRUE(rejected.allowed());
  pass(ttl_ms);
  EXPECT_EQ(status(second), ApprovalStatus::expired);
}

TEST_F(WalletApprovalsTest, TheBooksOfItAllAgree) {
  ask(usd("11.00"));
  approve(ask(usd("12.00")));
  reject(ask(usd("13.00")));
  run();
  const ledger::Books books = world->books();
  for (const auto& of : {wallet, payee}) EXPECT_EQ(state(of), books.wallets.at(of.account).state());
}

}  // namespace
}  // namespace bursar::actors::approvals_test
