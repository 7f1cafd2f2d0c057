#include "actors/resting_wallets.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::resting_wallets_test {
namespace {

constexpr ledger::AccountNumber wallet{7};
constexpr ledger::Time day(std::int64_t number) {
  return {number * ledger::day_ms};
}

WalletSeed seed_of(ledger::AccountNumber account, std::int64_t units = 5) {
  ledger::WalletState state;
  state.address.account = account;
  state.posted = ledger::Money::units(units);
  return {.wallet = ledger::Wallet{state}, .keys = {}};
}
WalletKeys one_key() {
  WalletKeys keys;
  keys.begin({.key = {0, 1}, .content = {0, 1}});
  return keys;
}

class RestingWalletsTest : public testing::Test {
 protected:
  void settle(std::uint64_t watermark) { resting.settle(resting.places(), {watermark}); }

  RestingWallets resting;
  std::shared_ptr<Draft::Mark> mark = std::make_shared<Draft::Mark>(0);
};

TEST_F(RestingWalletsTest, AStateIsKeptUntilTheWatermarkCoversIt) {
  resting.put(wallet, seed_of(wallet), mark);
  settle(100);
  ASSERT_TRUE(resting.find(wallet));
  EXPECT_EQ(resting.find(wallet)->state.posted, ledger::Money::units(5));
  *mark = 101;
  settle(100);
  EXPECT_TRUE(resting.find(wallet));
  settle(101);
  EXPECT_FALSE(resting.find(wallet));
  EXPECT_EQ(resting.size(), 0U);
}

TEST_F(RestingWalletsTest, KeysInTheLineGoAlongUntilTheirRecordsAreDurable) {
  WalletSeed seed = seed_of(wallet);
  seed.keys = one_key();
  resting.put(wallet, std::move(seed), mark);
  settle(1);
  auto taken = resting.take(wallet);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->keys.size(), 1U);
  resting.put(wallet, *std::move(taken), mark);
  *mark = 5;
  settle(1);
  EXPECT_EQ(resting.take(wallet)->keys.size(), 0U);
}

TEST_F(RestingWalletsTest, WhatNoDiskHasStaysAndGoesAlongWithTheNextState) {
  WalletSeed seed = seed_of(wallet);
  seed.denied_at = day(10);
  resting.put(wallet, std::move(seed), mark);
  *mark = 1;
  settle(1);
  EXPECT_FALSE(resting.find(wallet));
  EXPECT_FALSE(resting.take(wallet));
  EXPECT_EQ(resting.size(), 1U);

  resting.load(seed_of(wallet, 6).wallet.state());
  EXPECT_EQ(resting.find(wallet)->denied_at, day(10));
  const auto taken = resting.take(wallet);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->wallet.state().posted, ledger::Money::units(6));
  EXPECT_EQ(taken->denied_at, day(10));
  EXPECT_EQ(resting.size(), 0U);
}

TEST_F(RestingWalletsTest, AStateThatWasOnlySeenIsNotKept) {
  resting.load(seed_of(wallet).wallet.state());
  EXPECT_TRUE(resting.find(wallet));
  resting.unload(wallet);
  EXPECT_EQ(resting.size(), 0U);
  EXPECT_EQ(resting.states(), 0U);
  resting.put(wallet, seed_of(wallet), mark);
  resting.unload(wallet);
  EXPECT_TRUE(resting.find(wallet));
}

TEST_F(RestingWalletsTest, OldDenialsAreForgotten) {
  WalletSeed denied = seed_of({8});
  denied.denied_at = day(10);
  resting.put({8}, std::move(denied), mark);
  *mark = 1;
  settle(1);
  resting.forget(day(11));
  EXPECT_EQ(resting.size(), 1U);
  resting.forget(day(12));
  EXPECT_EQ(resting.size(), 0U);
}

TEST_F(RestingWalletsTest, SettlingGoesRoundTheTableInSteps) {
  for (std::uint64_t account = 1; account <= 1'000; ++account)
    resting.put({account}, seed_of({account}), mark);
  *mark = 1;
  resting.settle(10, {1});
  EXPECT_GT(resting.states(), 900U);
  for (std::size_t i = 0; i <= resting.places() / 10; ++i) resting.settle(10, {1});
  EXPECT_EQ(resting.states(), 0U);
  EXPECT_EQ(resting.size(), 0U);
}

}  // namespace
}  // namespace bursar::actors::resting_wallets_test
