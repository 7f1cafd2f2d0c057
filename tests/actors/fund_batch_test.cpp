// Several wallets funded at once: all of them or none.

#include "actors/transfer_coordinator.hpp"
#include "tests/support/engine_world.hpp"

#include <cstdint>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::fund_batch_test {
namespace {

using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

class FundBatchTest : public testing::Test {
 protected:
  FundBatchTest() {
    for (int n = 0; n < 5; ++n) wallets.push_back(world.open_wallet(owner));
  }

  FundBatchCommand batch(std::string_view each, std::string key = {}) {
    FundBatchCommand command;
    command.batch.org_wallet = owner.wallet;
    for (const auto& wallet : wallets)
      command.batch.parts.push_back({.wallet = wallet, .amount = *ledger::Amount::of(usd(each))});
    command.keyed.key = std::move(key);
    return command;
  }
  void set(const ledger::WalletAddress& wallet, ledger::WalletStatus status) {
    ChangeWallet change;
    change.organization = wallet.organization;
    change.wallet = wallet.account;
    change.status = status;
    change.now = world.clock.now();
    world.ask<ChangeWalletCall>(std::move(change));
    run();
  }
  void end(const ledger::WalletAddress& wallet) {
    world.ask<EndWalletCall>(EndWallet{.organization = wallet.organization,
                                       .wallet = wallet.account,
                                       .by = ledger::org_default,
                                       .now = world.clock.now()});
    run();
  }
  void expect_nothing_moved() {
    for (const auto& wallet : wallets) EXPECT_EQ(world.posted(wallet), usd("0.00"));
    EXPECT_EQ(world.posted(owner.wallet), usd("10000.00"));
    EXPECT_TRUE(world.fatal.empty());
  }
  void run() { world.run(); }

  World world;
  const World::Signed owner = world.sign_up();
  std::vector<ledger::WalletAddress> wallets;
};

TEST_F(FundBatchTest, IsOneRecord) {
  const auto records = world.store->records().size();
  const auto told = world.fund_batch(batch("7.00"));
  run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(world.store->records().size(), records + 1);
  EXPECT_EQ(*told.outcome()->record, world.store->records().back());
  for (const auto& wallet : wallets) EXPECT_EQ(world.posted(wallet), usd("7.00"));
  EXPECT_EQ(world.posted(owner.wallet), usd("9965.00"));
}

TEST_F(FundBatchTest, WhereOneRefusesNobodyGetsAnythingAndTheFirstIsTold) {
  set(wallets[1], ledger::WalletStatus::frozen);
  end(wallets[3]);
  const auto told = world.fund_batch(batch("7.00"));
  run();
  EXPECT_TRUE(told.refused(Errc::wallet_frozen));
  EXPECT_EQ(told.outcome().error().part, 2);
  expect_nothing_moved();
  set(wallets[1], ledger::WalletStatus::active);
  const auto next = world.fund_batch(batch("7.00"));
  run();
  EXPECT_TRUE(next.refused(Errc::payee_archived));
  EXPECT_EQ(next.outcome().error().part, 4);
  expect_nothing_moved();
  wallets.erase(wallets.begin() + 3);
  const auto last = world.fund_batch(batch("7.00"));
  run();
  EXPECT_TRUE(last.allowed()) << "who had accepted was told to forget it";
}

TEST_F(FundBatchTest, ARefusalUnderAKeyTellsItsPartAgain) {
  set(wallets[4], ledger::WalletStatus::frozen);
  const auto first = world.fund_batch(batch("7.00", "k"));
  run();
  set(wallets[4], ledger::WalletStatus::active);
  const auto again = world.fund_batch(batch("7.00", "k"));
  const auto other = world.fund_batch(batch("8.00", "k"));
  run();
  ASSERT_TRUE(first.allowed() && again.allowed());
  EXPECT_EQ(std::get<ledger::Refused>(again.outcome()->record->fact).error.part, 5);
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_TRUE(other.refused(Errc::idempotency_conflict));
  expect_nothing_moved();
}

TEST_F(FundBatchTest, WhoDoesNotAnswerInTimeKeepsAllOfItFromMoving) {
  world.posted(wallets[2]);  // so that it lives
  world.schedule.hold(world.room->live_wallet(wallets[2].account));
  const auto told = world.fund_batch(batch("7.00"));
  run();
  EXPECT_TRUE(told.silent());
  world.schedule.advance(accept_timeout);
  EXPECT_TRUE(told.refused(Errc::overloaded));
  EXPECT_EQ(told.outcome().error().part, 3);
  world.schedule.release();
  run();
  expect_nothing_moved();
}

TEST_F(FundBatchTest, SoManyAtOnceAsThereArePlacesForBatches) {
  world.hold_the_disk();
  std::vector<tests::Told<FundBatchCall>> all;
  for (int n = 0; n < 5; ++n) all.push_back(world.fund_batch(batch("1.00")));
  run();
  EXPECT_TRUE(all[0].silent());
  EXPECT_TRUE(all[4].refused(Errc::overloaded) || all[4].refused(Errc::share_taken));
  world.let_the_disk_go();
  EXPECT_TRUE(all[0].allowed());
}

TEST_F(FundBatchTest, AThousandAreOneRecordToo) {
  World large;
  const auto rich = large.sign_up();
  FundBatchCommand command;
  command.batch.org_wallet = rich.wallet;
  for (std::size_t n = 0; n < ledger::allocations_max; ++n)
    command.batch.parts.push_back(
        {.wallet = large.open_wallet(rich), .amount = *ledger::Amount::of(usd("0.01"))});
  const auto last = command.batch.parts.back().wallet;
  const auto told = large.fund_batch(std::move(command));
  large.run();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(large.posted(rich.wallet), usd("9990.00"));
  EXPECT_EQ(large.posted(last), usd("0.01"));
}

TEST_F(FundBatchTest, NobodyIsFundedByAnEmptyOne) {
  wallets.clear();
  const auto told = world.fund_batch(batch("1.00"));
  run();
  EXPECT_TRUE(told.refused(Errc::invalid_request));
}

TEST_F(FundBatchTest, ANewFundingMeetsTheSameHolds) {
  const auto first = world.fund_batch(batch("2000.00"));  // all there is
  const auto second = world.fund_batch(batch("0.01"));
  run();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(second.refused(Errc::insufficient_funds));
}

}  // namespace
}  // namespace bursar::actors::fund_batch_test
