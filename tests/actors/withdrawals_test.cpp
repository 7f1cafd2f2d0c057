// What goes back from a wallet to its organisation's own, as actors do it.

#include "tests/support/engine_world.hpp"

#include <variant>

#include <gtest/gtest.h>

namespace bursar::actors::withdrawals_test {
namespace {

using ledger::Errc;
using ledger::Withdrawn;
using tests::usd;
using World = tests::EngineWorld;

// A wallet with 100.00 beside an org wallet with 10,000.00.
class WithdrawalsTest : public testing::Test {
 protected:
  auto fetch(std::optional<ledger::Money> money = std::nullopt, std::string key = {}) {
    return world.withdraw(World::back(wallet, owner.wallet, money, std::move(key)));
  }
  auto adjust(ledger::Money money) {
    WithdrawCommand command = World::back(wallet, owner.wallet, money);
    command.withdraw.adjusts_budget = true;
    return world.withdraw(std::move(command));
  }
  void freeze(const ledger::WalletAddress& frozen) {
    ChangeWallet change;
    change.organization = frozen.organization;
    change.wallet = frozen.account;
    change.status = ledger::WalletStatus::frozen;
    change.now = world.clock.now();
    world.ask<ChangeWalletCall>(std::move(change));
    run();
  }
  void run() { world.run(); }

  World world;
  const World::Signed owner = world.sign_up();
  const ledger::WalletAddress wallet = world.funded_wallet(owner, usd("100.00"));
};

TEST_F(WithdrawalsTest, OneRecordMovesBothWallets) {
  const auto records = world.store->records().size();
  const auto told = fetch(usd("40.00"));
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(world.store->records().size(), records + 1);
  EXPECT_EQ(*told.outcome()->record, world.store->records().back());
  EXPECT_EQ(world.posted(wallet), usd("60.00"));
  EXPECT_EQ(world.posted(owner.wallet), usd("10040.00"));
}

TEST_F(WithdrawalsTest, AllIsWhatIsFreeWhenItIsDecided) {
  world.pay(World::outside(wallet, usd("25.00")));  // 25.10 with its fee
  const auto told = fetch();
  const auto nothing = fetch();
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(std::get<Withdrawn>(told.outcome()->record->fact).amount, usd("74.90"));
  EXPECT_TRUE(nothing.refused(Errc::insufficient_funds));
  EXPECT_EQ(world.posted(wallet), usd("0.00"));
}

TEST_F(WithdrawalsTest, AllOfAWalletThatIsBeingPaidWaitsForThat) {
  const auto empty = world.open_wallet(owner);
  world.hold_the_disk();
  world.pay(World::between(wallet, empty, usd("5.00")));
  run();
  const auto told = world.withdraw(World::back(empty, owner.wallet));
  run();
  EXPECT_TRUE(told.silent());
  world.let_the_disk_go();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(std::get<Withdrawn>(told.outcome()->record->fact).amount, usd("5.00"));
}

TEST_F(WithdrawalsTest, OneKeyFetchesOnceAndAStoredAnswerBeatsEveryLaterState) {
  const auto first = fetch(std::nullopt, "k");
  const auto racing = fetch(std::nullopt, "k");
  run();
  world.fund(World::from_treasury(wallet, usd("7.00")));
  run();
  const auto late = fetch(std::nullopt, "k");
  const auto other = fetch(usd("7.00"), "k");
  run();
  EXPECT_EQ(*racing.outcome()->record, *first.outcome()->record);
  EXPECT_TRUE(racing.outcome()->replayed && late.outcome()->replayed);
  EXPECT_TRUE(other.refused(Errc::idempotency_conflict));
  EXPECT_EQ(world.posted(wallet), usd("7.00"));
}

TEST_F(WithdrawalsTest, ARefusalUnderAKeyIsStored) {
  fetch();
  const auto first = fetch(std::nullopt, "k");
  run();
  world.fund(World::from_treasury(wallet, usd("7.00")));
  const auto again = fetch(std::nullopt, "k");
  run();
  ASSERT_TRUE(first.allowed() && again.allowed());
  EXPECT_TRUE(std::holds_alternative<ledger::Refused>(again.outcome()->record->fact));
  EXPECT_TRUE(again.outcome()->replayed);
}

TEST_F(WithdrawalsTest, AFrozenWalletGivesBackAndItsBudgetStays) {
  freeze(wallet);
  const auto adjusted = adjust(usd("1.00"));
  const auto fetched = fetch(usd("1.00"));
  run();
  EXPECT_TRUE(adjusted.refused(Errc::wallet_frozen));
  EXPECT_TRUE(fetched.allowed());
}

TEST_F(WithdrawalsTest, AFrozenOrgWalletTakesWhatIsFetchedAndNoBudget) {
  freeze(owner.wallet);
  const auto adjusted = adjust(usd("1.00"));
  const auto fetched = fetch(usd("1.00"));
  run();
  EXPECT_TRUE(adjusted.refused(Errc::wallet_frozen));
  EXPECT_TRUE(fetched.allowed());
  EXPECT_EQ(world.posted(wallet), usd("99.00"));
}

// The org wallet of the richest has no room for what its wallet gives back.
TEST_F(WithdrawalsTest, WhatTheOrgWalletHasNoRoomForStaysWhereItIs) {
  const auto rich = world.sign_up(ledger::balance_max - usd("1.00"));
  const auto poor = world.funded_wallet(rich, usd("5.00"));
  const auto told = world.withdraw(World::back(poor, rich.wallet));
  const auto some = world.withdraw(World::back(poor, rich.wallet, usd("1.00")));
  run();
  EXPECT_TRUE(told.refused(Errc::balance_limit));
  EXPECT_TRUE(some.allowed());
  EXPECT_EQ(world.posted(poor), usd("4.00"));
}

TEST_F(WithdrawalsTest, WhileTheDiskIsNearlyFullNothingMoves) {
  world.room->read_only(true);
  const auto told = fetch();
  run();
  EXPECT_TRUE(told.refused(Errc::read_only));
}

TEST_F(WithdrawalsTest, FromNobodyNothingComes) {
  ledger::WalletAddress nobody = wallet;
  nobody.account = {999};
  const auto told = world.withdraw(World::back(nobody, owner.wallet));
  run();
  EXPECT_TRUE(told.refused(Errc::not_found));
}

// More than any amount may be is held in a wallet; it is swept and fetched whole all the same.
TEST_F(WithdrawalsTest, MoreThanAnyAmountGoesBackInOnePiece) {
  for (int i = 0; i < 3; ++i) world.fund(World::from_treasury(wallet, ledger::amount_max));
  const auto told = fetch();
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(world.posted(wallet), usd("0.00"));
  EXPECT_EQ(world.posted(owner.wallet), usd("3000010100.00"));
}

}  // namespace
}  // namespace bursar::actors::withdrawals_test
