// Payments of one wallet that are made together, as actors do it.

#include "actors/transfer_coordinator.hpp"
#include "ledger/paying_together.hpp"
#include "tests/support/engine_world.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::wallet_batches_test {
namespace {

using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

// A wallet with 100.00, and three others, of which the last is another organisation's.
class WalletBatchesTest : public testing::Test {
 protected:
  WalletBatchesTest() {
    payees = {world.open_wallet(owner), world.open_wallet(owner), world.open_wallet(stranger)};
  }

  /// To each of the payees and to somebody outside, with keys where they have a prefix.
  PayBatchCommand batch(std::string_view each, const std::string& keys = {}) {
    PayBatchCommand command{.payments = {}, .atomic = true};
    for (const auto& payee : payees)
      command.payments.push_back(World::between(wallet, payee, usd(each)));
    command.payments.push_back(World::outside(wallet, usd(each)));
    for (std::size_t i = 0; i < command.payments.size(); ++i) {
      command.payments[i].now = world.clock.now();
      if (!keys.empty()) command.payments[i].keyed.key = keys + std::to_string(i);
    }
    return command;
  }
  auto pay(PayBatchCommand command) {
    return world.tell<PayBatchCall>(std::move(command),
                                    [&](auto call) { world.room->pay_batch(call); });
  }
  std::size_t records() const { return world.store->records().size(); }
  void end(const ledger::WalletAddress& ended) {
    world.ask<EndWalletCall>(EndWallet{.organization = ended.organization,
                                       .wallet = ended.account,
                                       .by = ledger::org_default,
                                       .now = world.clock.now()});
    run();
  }
  void expect_nothing_moved() {
    EXPECT_EQ(world.posted(wallet), usd("100.00"));
    for (const auto& payee : payees) EXPECT_EQ(world.posted(payee), usd("0.00"));
    EXPECT_TRUE(world.fatal.empty());
  }
  void run() { world.run(); }

  World world;
  World::Signed owner = world.sign_up();
  World::Signed stranger = world.sign_up();
  ledger::WalletAddress wallet = world.funded_wallet(owner, usd("100.00"));
  std::vector<ledger::WalletAddress> payees;
};

TEST_F(WalletBatchesTest, AllAreMadeInOneCommit) {
  const std::size_t before = records();
  world.hold_the_disk();
  const auto told = pay(batch("10.00"));
  run();
  EXPECT_TRUE(told.silent());
  world.let_the_disk_go();
  ASSERT_TRUE(told.allowed());
  ASSERT_EQ(told.outcome()->size(), 4U);
  EXPECT_EQ(records(), before + 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& one = told.outcome()->at(i);
    ASSERT_TRUE(one);
    EXPECT_EQ(*one->record, world.store->records()[before + i]);
  }
  EXPECT_EQ(world.store->batch_sizes().back(), 4U);
  EXPECT_EQ(world.posted(wallet), usd("59.84"));
  for (const auto& payee : payees) EXPECT_EQ(world.posted(payee), usd("10.00"));
}

TEST_F(WalletBatchesTest, WhereFundsAreShortNothingMoves) {
  const std::size_t before = records();
  const auto told = pay(batch("25.00"));
  run();
  EXPECT_TRUE(told.refused(Errc::insufficient_funds));
  EXPECT_EQ(told.outcome().error().part, 4);
  EXPECT_EQ(records(), before);
  expect_nothing_moved();
}

TEST_F(WalletBatchesTest, WhereOnePayeeRefusesNothingMoves) {
  end(payees[1]);
  const auto told = pay(batch("10.00"));
  run();
  EXPECT_TRUE(told.refused(Errc::payee_archived));
  EXPECT_EQ(told.outcome().error().part, 2);
  EXPECT_TRUE(told.outcome().error().of_payments);
  expect_nothing_moved();
  payees.erase(payees.begin() + 1);
  const auto next = pay(batch("10.00"));
  run();
  EXPECT_TRUE(next.allowed()) << "what was held and expected is free again";
}

TEST_F(WalletBatchesTest, OnePayeeMayBePaidSeveralTimes) {
  payees = {payees[0], payees[0], payees[0]};
  const auto told = pay(batch("10.00"));
  run();
  EXPECT_TRUE(told.allowed());
  EXPECT_EQ(world.posted(payees[0]), usd("30.00"));
}

TEST_F(WalletBatchesTest, TheSameBatchIsReplayedWholeAndAnotherIsAConflict) {
  const auto first = pay(batch("10.00", "k"));
  const auto racing = pay(batch("10.00", "k"));
  run();
  const std::size_t after = records();
  const auto again = pay(batch("10.00", "k"));
  const auto other = pay(batch("11.00", "k"));
  const auto single = world.pay(World::between(wallet, payees[0], usd("10.00"), "k0"));
  run();
  ASSERT_TRUE(first.allowed() && racing.allowed() && again.allowed());
  for (const auto* told : {&racing, &again})
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(told->outcome()->at(i)->replayed);
      EXPECT_EQ(*told->outcome()->at(i)->record, *first.outcome()->at(i)->record);
    }
  EXPECT_TRUE(other.refused(Errc::idempotency_conflict));
  EXPECT_TRUE(single.refused(Errc::idempotency_conflict));
  EXPECT_EQ(records(), after);
}

TEST_F(WalletBatchesTest, SomeOfABatchsKeysAreAConflict) {
  const auto first = pay(batch("10.00", "k"));
  run();
  const std::size_t after = records();
  PayBatchCommand fewer = batch("10.00", "k");
  fewer.payments.pop_back();
  const auto part = pay(std::move(fewer));
  PayBatchCommand mixed = batch("10.00", "k");
  mixed.payments[2].keyed.key = "fresh";
  const auto some = pay(std::move(mixed));
  run();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(part.refused(Errc::idempotency_conflict));
  EXPECT_TRUE(some.refused(Errc::idempotency_conflict));
  EXPECT_EQ(records(), after);
}

TEST_F(WalletBatchesTest, AKeyThatWasUsedAloneKeepsAllOfItFromMoving) {
  world.pay(World::between(wallet, payees[0], usd("10.00"), "k1"));
  run();
  const std::size_t after = records();
  const auto told = pay(batch("10.00", "k"));
  run();
  EXPECT_TRUE(told.refused(Errc::idempotency_conflict));
  world.seal(wallet, "s2");
  run();
  const auto sealed = pay(batch("10.00", "s"));
  run();
  EXPECT_TRUE(sealed.refused(Errc::key_sealed));
  EXPECT_EQ(records(), after + 1);
  const auto fresh = world.pay(World::between(wallet, payees[0], usd("1.00"), "s0"));
  run();
  EXPECT_TRUE(fresh.allowed()) << "a key of a batch that was refused so is as if never seen";
}

TEST_F(WalletBatchesTest, ItsRefusalIsKeptUnderEachKey) {
  const std::size_t before = records();
  const auto first = pay(batch("25.00", "k"));
  run();
  EXPECT_EQ(records(), before + 4);
  world.fund(World::from_treasury(wallet, usd("100.00")));
  run();
  const auto again = pay(batch("25.00", "k"));
  run();
  ASSERT_TRUE(first.allowed() && again.allowed());
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& refused = std::get<ledger::Refused>(first.outcome()->at(i)->record->fact).error;
    EXPECT_EQ(refused.code, Errc::insufficient_funds);
    EXPECT_EQ(refused.part, 4);
    EXPECT_EQ(*again.outcome()->at(i)->record, *first.outcome()->at(i)->record);
    EXPECT_TRUE(again.outcome()->at(i)->replayed);
  }
  EXPECT_EQ(world.posted(wallet), usd("200.00"));
}

TEST_F(WalletBatchesTest, APayeesRefusalIsKeptToo) {
  end(payees[2]);
  const auto first = pay(batch("10.00", "k"));
  run();
  const auto again = pay(batch("10.00", "k"));
  run();
  ASSERT_TRUE(first.allowed() && again.allowed());
  EXPECT_EQ(std::get<ledger::Refused>(again.outcome()->front()->record->fact).error.part, 3);
  expect_nothing_moved();
}

TEST_F(WalletBatchesTest, WhoDoesNotAnswerInTimeKeepsAllOfItFromMovingAndTheKeysFree) {
  world.posted(payees[1]);  // so that it lives
  world.schedule.hold(world.room->live_wallet(payees[1].account));
  const auto told = pay(batch("10.00", "k"));
  run();
  world.schedule.advance(accept_timeout);
  EXPECT_TRUE(told.refused(Errc::overloaded));
  world.schedule.release();
  run();
  expect_nothing_moved();
  const auto again = pay(batch("10.00", "k"));
  run();
  EXPECT_TRUE(again.allowed());
}

TEST_F(WalletBatchesTest, WhatIsUnderWayIsWaitedFor) {
  world.hold_the_disk();
  const auto before = world.pay(World::between(wallet, payees[0], usd("20.00")));
  run();
  const auto told = pay(batch("25.00"));
  run();
  EXPECT_TRUE(before.silent() && told.silent());
  world.let_the_disk_go();
  EXPECT_TRUE(before.allowed());
  EXPECT_TRUE(told.refused(Errc::insufficient_funds));
  EXPECT_EQ(told.outcome().error().part, 4) << "as the records alone say";
}

TEST_F(WalletBatchesTest, AStartKnowsAllOfItsKeys) {
  pay(batch("10.00", "k"));
  run();
  World next{1, {}, world.store->records()};
  const auto again =
      next.tell<PayBatchCall>(batch("10.00", "k"), [&](auto call) { next.room->pay_batch(call); });
  next.run();
  ASSERT_TRUE(again.allowed());
  EXPECT_TRUE(again.outcome()->front()->replayed);
}

TEST_F(WalletBatchesTest, SoManyKeysAsThereArePlacesFor) {
  Engine::Options few;
  few.idempotency_keys_max = 3;
  World small{1, few, world.store->records()};
  const auto told = small.tell<PayBatchCall>(batch("10.00", "k"),
                                             [&](auto call) { small.room->pay_batch(call); });
  small.run();
  EXPECT_TRUE(told.refused(Errc::keys_full));
  const auto three = small.pay(World::between(wallet, payees[0], usd("1.00"), "a"));
  small.run();
  EXPECT_TRUE(three.allowed()) << "the places were given back";
}

TEST_F(WalletBatchesTest, NothingIsMadeWhileTheDiskIsNearlyFull) {
  pay(batch("1.00", "k"));
  run();
  world.room->read_only(true);
  const auto again = pay(batch("1.00", "k"));
  const auto next = pay(batch("1.00"));
  run();
  EXPECT_TRUE(again.allowed());
  EXPECT_TRUE(next.refused(Errc::read_only));
}

TEST_F(WalletBatchesTest, AsManyAsThereMayBeAreOneCommit) {
  world.fund(World::from_treasury(wallet, usd("10000.00")));
  run();
  PayBatchCommand command{.payments = {}, .atomic = true};
  for (std::size_t i = 0; i < ledger::payments_together_max; ++i) {
    command.payments.push_back(World::between(wallet, payees[i % 3], usd("0.01")));
    command.payments.back().now = world.clock.now();
  }
  const auto told = pay(std::move(command));
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(world.store->batch_sizes().back(), ledger::payments_together_max);
}

}  // namespace
}  // namespace bursar::actors::wallet_batches_test
