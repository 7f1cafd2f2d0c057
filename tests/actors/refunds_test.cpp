// What goes back of payments, as actors do it.

#include "tests/support/engine_world.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::refunds_test {
namespace {

using ledger::Errc;
using ledger::Refunded;
using tests::usd;
using World = tests::EngineWorld;

// A wallet of 100.00 has paid another one 40.00.
class RefundsTest : public testing::Test {
 protected:
  RefundsTest() { payment = made(World::between(wallet, payee, usd("40.00"))); }

  ledger::Record made(PayCommand command) {
    const auto told = world->pay(std::move(command));
    run();
    return *told.outcome()->record;
  }
  auto refund(std::optional<ledger::Money> money = std::nullopt, std::string key = {}) {
    return world->refund(World::refund_of(payment, money, std::move(key)));
  }
  void set(const ledger::WalletAddress& changed, ledger::WalletStatus status) {
    ChangeWallet change;
    change.organization = changed.organization;
    change.wallet = changed.account;
    change.status = status;
    change.now = world->clock.now();
    world->ask<ChangeWalletCall>(std::move(change));
    run();
  }
  void end(const ledger::WalletAddress& wallet_to_end, bool with_agent = false) {
    const auto told =
        world->ask<EndWalletCall>(EndWallet{.organization = wallet_to_end.organization,
                                            .wallet = wallet_to_end.account,
                                            .with_agent = with_agent,
                                            .by = ledger::org_default,
                                            .now = world->clock.now()});
    run();
    EXPECT_TRUE(told.allowed());
  }
  static const Refunded& fact_of(const tests::Told<RefundCall>& told) {
    return std::get<Refunded>(told.outcome()->record->fact);
  }
  void run() { world->run(); }
  void start_again() {
    auto records = world->store->records();
    world = std::make_unique<World>(2, Engine::Options{}, std::move(records));
  }

  std::unique_ptr<World> world = std::make_unique<World>();
  World::Signed owner = world->sign_up();
  World::Signed other = world->sign_up();
  ledger::WalletAddress wallet = world->funded_wallet(owner, usd("100.00"));
  ledger::WalletAddress payee = world->open_wallet(other);
  ledger::Record payment;
};

TEST_F(RefundsTest, OneRecordMovesBothWalletsAndTheFeeStays) {
  const auto records = world->store->records().size();
  const auto told = refund();
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(world->store->records().size(), records + 1);
  EXPECT_EQ(*told.outcome()->record, world->store->records().back());
  EXPECT_EQ(told.outcome()->record->previous_of_payment, payment.sequence);
  EXPECT_EQ(world->posted(payee), usd("0.00"));
  EXPECT_EQ(world->posted(wallet), usd("99.84"));
}

TEST_F(RefundsTest, PartsFollowEachOtherUpToThePrincipal) {
  const auto first = refund(usd("15.00"));
  run();
  const auto second = refund(usd("10.00"));
  run();
  EXPECT_EQ(fact_of(second).refunded_after, usd("25.00"));
  EXPECT_EQ(second.outcome()->record->previous_of_payment, first.outcome()->record->sequence);
  const auto more = refund(usd("15.01"));
  run();
  EXPECT_TRUE(more.refused(Errc::refund_exceeds));
  EXPECT_EQ(more.outcome().error().max_allowed_now, usd("15.00"));
  const auto rest = refund();
  run();
  EXPECT_EQ(fact_of(rest).amount.money(), usd("15.00"));
  const auto nothing = refund();
  run();
  EXPECT_TRUE(nothing.refused(Errc::invalid_state));
  EXPECT_EQ(world->posted(payee), usd("0.00"));
}

TEST_F(RefundsTest, AThousandAtOnceNeverPassThePrincipal) {
  world->fund(World::from_treasury(payee, usd("5000.00")));
  run();
  std::vector<tests::Told<RefundCall>> all;
  for (int n = 0; n < 1'000; ++n)
    all.push_back(refund(n % 3 == 0 ? std::optional{usd("0.30")} : usd("0.11")));
  run();
  ledger::Money refunded;
  for (const auto& told : all) {
    ASSERT_TRUE(told.once());
    if (told.allowed())
      refunded = refunded + fact_of(told).amount.money();
    else
      EXPECT_TRUE(told.refused(Errc::refund_exceeds) || told.refused(Errc::invalid_state));
  }
  EXPECT_GT(refunded, usd("39.88"));
  EXPECT_LE(refunded, usd("40.00"));
  EXPECT_EQ(world->posted(wallet), usd("59.84") + refunded);
  EXPECT_EQ(world->books().courses.at(payment.sequence).refunded, refunded);
}

TEST_F(RefundsTest, MoreThanMayWaitAreRefusedAndMayComeAgain) {
  world->fund(World::from_treasury(payee, usd("5000.00")));
  run();
  world->hold_the_disk();
  std::vector<tests::Told<RefundCall>> all;
  for (int n = 0; n < 1'030; ++n) all.push_back(refund(usd("0.01"), "k" + std::to_string(n)));
  run();
  world->let_the_disk_go();
  std::size_t overloaded = 0;
  for (const auto& told : all)
    if (told.refused(Errc::overloaded)) ++overloaded;
  EXPECT_EQ(overloaded, 5U);
  const auto again = refund(usd("0.01"), "k1029");
  run();
  EXPECT_TRUE(again.allowed());
}

TEST_F(RefundsTest, OneKeyRefundsOnceAndAStoredAnswerBeatsEveryLaterState) {
  const auto first = refund(usd("15.00"), "k");
  const auto racing = refund(usd("15.00"), "k");
  run();
  const auto rest = refund();
  run();
  const auto again = refund(usd("15.00"), "k");
  const auto otherwise = refund(usd("16.00"), "k");
  run();
  EXPECT_FALSE(first.outcome()->replayed);
  EXPECT_TRUE(racing.outcome()->replayed);
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_EQ(*again.outcome()->record, *first.outcome()->record);
  EXPECT_TRUE(otherwise.refused(Errc::idempotency_conflict));
  EXPECT_TRUE(rest.allowed());
}

TEST_F(RefundsTest, TheKeyStandsInTheNameSpaceOfWhoeverWasPaid) {
  world->pay(World::outside(wallet, usd("1.00"), "k"));
  run();
  const auto told = refund(usd("1.00"), "k");
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_FALSE(told.outcome()->replayed);
  EXPECT_EQ(told.outcome()->record->idempotency->wallet, payee.account);
}

TEST_F(RefundsTest, WhatIsMoreThanIsLeftIsNotStoredUnderItsKey) {
  const auto first = refund(usd("40.01"), "k");
  run();
  EXPECT_TRUE(first.refused(Errc::refund_exceeds));
  const auto second = refund(usd("40.00"), "k");
  run();
  EXPECT_TRUE(second.allowed());
}

TEST_F(RefundsTest, APayeeThatIsShortIsToldSoAndItsAnswerIsKept) {
  world->pay(World::outside(payee, usd("20.00")));
  run();
  const auto told = refund(std::nullopt, "k");
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(std::get<ledger::Refused>(told.outcome()->record->fact).error.code,
            Errc::insufficient_funds);
  const auto less = refund(usd("19.00"));
  run();
  EXPECT_TRUE(less.allowed());
  EXPECT_EQ(world->posted(payee), usd("0.92"));
}

TEST_F(RefundsTest, AFrozenPayerGetsItAndAFrozenPayeeGivesNothing) {
  set(wallet, ledger::WalletStatus::frozen);
  const auto told = refund(usd("5.00"));
  run();
  EXPECT_TRUE(told.allowed());
  set(payee, ledger::WalletStatus::frozen);
  const auto refused = refund(usd("5.00"));
  run();
  EXPECT_TRUE(refused.refused(Errc::wallet_frozen));
}

TEST_F(RefundsTest, InThePlaceOfAnArchivedPayerItsOrgWalletGetsIt) {
  world->withdraw(World::back(wallet, owner.wallet));
  run();
  end(wallet);
  const ledger::Money before = world->posted(owner.wallet);
  const auto told = refund(std::nullopt, "k");
  const auto racing = refund(std::nullopt, "k");
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(fact_of(told).to, owner.wallet.account);
  EXPECT_TRUE(racing.outcome()->replayed);
  EXPECT_EQ(world->posted(owner.wallet), before + usd("40.00"));
  EXPECT_EQ(world->posted(payee), usd("0.00"));
}

TEST_F(RefundsTest, WhatCameFromOutsideGoesToThePayer) {
  payment = made(World::outside(wallet, usd("10.00")));
  const auto told = refund(usd("4.00"), "k");
  const auto rest = refund();
  run();
  ASSERT_TRUE(told.allowed() && rest.allowed());
  EXPECT_EQ(told.outcome()->record->idempotency->wallet, wallet.account);
  EXPECT_EQ(fact_of(rest).amount.money(), usd("6.00"));
  EXPECT_EQ(world->posted(wallet), usd("59.80"));
  payment = made(World::outside(wallet, usd("10.00")));
  world->withdraw(World::back(wallet, owner.wallet));
  run();
  end(wallet);
  const ledger::Money before = world->posted(owner.wallet);
  const auto archived = refund();
  run();
  ASSERT_TRUE(archived.allowed());
  EXPECT_EQ(world->posted(owner.wallet), before + usd("10.00"));
}

TEST_F(RefundsTest, ABudgetsSourceGetsBackWhatWasDrawnAndTheBudgetCanBeSpentAgain) {
  OpenWallet opening = world->opening(owner);
  opening.wallet.budget_limit = usd("10.00");
  const auto budget = world->open_wallet(std::move(opening));
  payment = made(World::between(budget, payee, usd("10.00")));
  const auto none = world->pay(World::between(budget, payee, usd("0.01")));
  run();
  EXPECT_TRUE(none.refused(Errc::budget_exceeded));
  const auto told = refund(usd("6.00"));
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(fact_of(told).to_source, usd("6.00"));
  EXPECT_EQ(world->posted(budget), usd("0.00"));
  const auto next = world->pay(World::between(budget, payee, usd("6.00")));
  run();
  EXPECT_TRUE(next.allowed());
}

TEST_F(RefundsTest, ItIsKnownAfterAStartAndToAWalletThatCameBackToLife) {
  const auto first = refund(usd("15.00"), "k");
  run();
  world->rest();
  EXPECT_FALSE(world->room->live_wallet(payee.account));
  const auto more = refund(usd("25.01"));
  run();
  EXPECT_TRUE(more.refused(Errc::refund_exceeds));
  start_again();
  const auto again = refund(usd("15.00"), "k");
  const auto much = refund(usd("25.01"));
  const auto rest = refund();
  run();
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_TRUE(much.refused(Errc::refund_exceeds));
  EXPECT_EQ(fact_of(rest).amount.money(), usd("25.00"));
  EXPECT_EQ(rest.outcome()->record->previous_of_payment, first.outcome()->record->sequence);
}

TEST_F(RefundsTest, NobodyHearsOfItBeforeItIsDurable) {
  world->hold_the_disk();
  const auto first = refund(usd("40.00"));
  const auto second = refund(usd("1.00"));
  run();
  EXPECT_TRUE(first.silent() && second.silent());
  EXPECT_EQ(world->room->courses().course(payment.sequence), ledger::PaymentCourse{});
  world->let_the_disk_go();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(second.refused(Errc::invalid_state));
}

TEST_F(RefundsTest, NothingIsRefundedWhileTheDiskIsNearlyFullButAReplayIs) {
  const auto first = refund(usd("15.00"), "k");
  run();
  world->room->read_only(true);
  const auto again = refund(usd("15.00"), "k");
  const auto next = refund();
  run();
  EXPECT_TRUE(again.allowed());
  EXPECT_TRUE(next.refused(Errc::read_only));
}

}  // namespace
}  // namespace bursar::actors::refunds_test
