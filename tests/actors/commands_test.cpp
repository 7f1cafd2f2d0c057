#include "actors/commands.hpp"

#include "tests/support/engine_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::commands_test {
namespace {

using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

// An engine whose disk is nearly full, and what it had done before.
class ReadOnlyTest : public testing::Test {
 protected:
  void SetUp() override { world.room->read_only(true); }

  tests::Told<PayCall> pay(std::string_view amount, std::string key = {}) {
    auto told = world.pay(World::outside(wallet, usd(amount), std::move(key)));
    world.run();
    return told;
  }
  template <class C, class Command>
  tests::Told<C> ask(Command command) {
    command.now = world.clock.now();
    auto told = world.ask<C>(std::move(command));
    world.run();
    return told;
  }

  World world;
  const World::Signed owner = world.sign_up();
  const ledger::WalletAddress wallet = world.funded_wallet(owner, usd("100.00"));
  const tests::Told<PayCall> before = pay("1.00", "before");
  const ledger::Policy policy =
      *ask<MakePolicyCall>(MakePolicy{.organization = owner.principal.organization, .policy = {}})
           .outcome();
  const std::size_t records = world.store->records().size();
};

TEST_F(ReadOnlyTest, NothingIsWrittenThatCanWait) {
  const auto organization = owner.principal.organization;
  EXPECT_TRUE(pay("1.00").refused(Errc::read_only));
  EXPECT_TRUE(pay("1.00", "fresh").refused(Errc::read_only));
  const auto funded = world.fund(World::from_organization(owner.wallet, wallet, usd("1.00"), "f"));
  world.run();
  EXPECT_TRUE(funded.refused(Errc::read_only));
  EXPECT_TRUE(ask<MakeKeyCall>(MakeKey{}).refused(Errc::read_only)) << "a sign-up";
  EXPECT_TRUE(ask<OpenWalletCall>(world.opening(owner)).refused(Errc::read_only));
  EXPECT_TRUE(ask<MakePolicyCall>(MakePolicy{.organization = organization, .policy = {}})
                  .refused(Errc::read_only));
  EXPECT_TRUE(ask<AttachPolicyCall>(AttachPolicy{.organization = organization,
                                                 .wallet = wallet.account,
                                                 .policy = policy.made.terms.id})
                  .refused(Errc::read_only));
  EXPECT_TRUE(
      ask<ChangePolicyCall>(
          ChangePolicy{.organization = organization, .policy = policy.made.terms.id, .patch = {}})
          .refused(Errc::read_only));
  EXPECT_TRUE(ask<DeletePolicyCall>(
                  DeletePolicy{.organization = organization, .policy = policy.made.terms.id})
                  .refused(Errc::read_only));
  EXPECT_EQ(world.store->records().size(), records);
}

TEST_F(ReadOnlyTest, APaymentThatWouldBeRefusedLeavesNoRecordEither) {
  EXPECT_TRUE(pay("1000.00", "too much").refused(Errc::read_only));
  EXPECT_EQ(world.store->records().size(), records);
}

TEST_F(ReadOnlyTest, OfABatchOnlyWhatWasDoneBeforeIsTold) {
  PayBatchCommand batch;
  batch.payments = {World::outside(wallet, usd("1.00"), "before"),
                    World::outside(wallet, usd("2.00"), "fresh")};
  for (PayCommand& payment : batch.payments) payment.now = world.clock.now();
  const auto told =
      world.tell<PayBatchCall>(std::move(batch), [&](auto call) { world.room->pay_batch(call); });
  world.run();
  EXPECT_TRUE(told.outcome()->at(0)->replayed);
  EXPECT_EQ(told.outcome()->at(1).error().code, Errc::read_only);
}

TEST_F(ReadOnlyTest, BalancesAndStoredAnswersAreStillTold) {
  EXPECT_EQ(world.posted(wallet), usd("98.99600000"));
  const auto again = pay("1.00", "before");
  ASSERT_TRUE(again.allowed());
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_EQ(*again.outcome()->record, *before.outcome()->record);
  EXPECT_TRUE(pay("2.00", "before").refused(Errc::idempotency_conflict));
}

TEST_F(ReadOnlyTest, AKeyCanStillBeRevoked) {
  const auto told = ask<RevokeKeyCall>(RevokeKey{.organization = owner.principal.organization,
                                                 .key = owner.principal.key,
                                                 .by = ledger::org_default});
  EXPECT_TRUE(told.allowed());
  EXPECT_EQ(world.store->records().size(), records + 1);
}

TEST_F(ReadOnlyTest, WhatWasUnderWayIsDone) {
  world.room->read_only(false);
  world.hold_the_disk();
  const auto payee = owner.wallet;
  const auto told = world.pay(World::between(wallet, payee, usd("5.00"), "under way"));
  world.run();
  world.room->read_only(true);
  const auto waits = world.pay(World::between(wallet, payee, usd("5.00"), "under way"));
  world.run();
  world.let_the_disk_go();
  EXPECT_TRUE(waits.outcome()->replayed);
  EXPECT_TRUE(told.allowed());
}

TEST_F(ReadOnlyTest, WithRoomAgainWhatWasRefusedPassesWithTheSameKey) {
  EXPECT_TRUE(pay("1.00", "again").refused(Errc::read_only));
  world.room->read_only(false);
  const auto told = pay("1.00", "again");
  ASSERT_TRUE(told.allowed());
  EXPECT_FALSE(told.outcome()->replayed);
}

}  // namespace
}  // namespace bursar::actors::commands_test
