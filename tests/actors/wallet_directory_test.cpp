#include "actors/wallet_directory.hpp"

#include "tests/support/engine_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::wallet_directory_test {
namespace {

using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

// Two wallets with 100.00 each, as the next engine finds them: cold.
class WalletDirectoryTest : public testing::Test {
 protected:
  WalletDirectoryTest() { begin(); }

  void begin(Engine::Options options = {}) {
    World before;
    owner = before.sign_up(usd("1000.00"));
    a = before.funded_wallet(owner, usd("100.00"));
    b = before.funded_wallet(owner, usd("100.00"));
    world.emplace(1, options, before.store->records());
    world->run();
  }
  auto pay(const ledger::WalletAddress& from, std::string_view amount, std::string key = {}) {
    return world->pay(World::outside(from, usd(amount), std::move(key)));
  }
  auto list() {
    WalletsQuery query;
    query.organization = owner.principal.organization;
    auto told = world->ask<WalletsCall>(query);
    world->run();
    return told;
  }
  void run() { world->run(); }
  void rest() { world->rest(); }
  bool lives(const ledger::WalletAddress& wallet) {
    return static_cast<bool>(world->room->live_wallet(wallet.account));
  }
  std::uint64_t activations() { return world->room->life().activations; }
  std::uint64_t passivations() { return world->room->life().passivations; }

  World::Signed owner;
  ledger::WalletAddress a;
  ledger::WalletAddress b;
  std::optional<World> world;
};

TEST_F(WalletDirectoryTest, NobodyLivesBeforeTheFirstMessage) {
  EXPECT_EQ(activations(), 0U);
  EXPECT_FALSE(lives(a));
  const auto told = pay(a, "1.00");
  run();
  EXPECT_TRUE(told.allowed());
  EXPECT_TRUE(lives(a));
  EXPECT_FALSE(lives(b));
  EXPECT_EQ(activations(), 1U);
}

TEST_F(WalletDirectoryTest, FirstMessagesMeetOneActorInTheirOrder) {
  std::vector<tests::Told<PayCall>> all;
  for (int i = 0; i < 50; ++i) all.push_back(pay(a, "1.00"));
  run();
  EXPECT_EQ(activations(), 1U);
  EXPECT_EQ(world->states->loads(), 1U);
  for (std::size_t i = 1; i < all.size(); ++i)
    EXPECT_EQ(all[i].outcome()->record->sequence.value,
              all[i - 1].outcome()->record->sequence.value + 1);
  EXPECT_EQ(world->posted(a), usd("49.80"));
}

TEST_F(WalletDirectoryTest, AnIdleWalletComesToRestAndGoesOnWhereItWas) {
  const auto first = pay(a, "10.00", "k");
  run();
  rest();
  EXPECT_FALSE(lives(a));
  EXPECT_EQ(passivations(), 1U);
  const auto again = pay(a, "10.00", "k");
  const auto more = pay(a, "89.00");
  run();
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_EQ(*again.outcome()->record, *first.outcome()->record);
  EXPECT_TRUE(more.allowed());
  EXPECT_EQ(activations(), 2U);
}

TEST_F(WalletDirectoryTest, AUsedWalletStaysAlive) {
  for (int i = 0; i < 20; ++i) {
    pay(a, "1.00");
    world->schedule.advance(std::chrono::minutes{4});
  }
  EXPECT_TRUE(lives(a));
  EXPECT_EQ(activations(), 1U);
}

TEST_F(WalletDirectoryTest, AWalletThatWaitsForARecordStaysAlive) {
  world->hold_the_disk();
  const auto told = world->pay(World::between(a, b, usd("50.00")));
  run();
  rest();
  EXPECT_TRUE(lives(a) && lives(b));
  EXPECT_EQ(passivations(), 0U);
  world->let_the_disk_go();
  EXPECT_TRUE(told.allowed());
  rest();
  EXPECT_FALSE(lives(a) || lives(b));
  EXPECT_EQ(world->posted(a), usd("49.80"));
  EXPECT_EQ(world->posted(b), usd("150.00"));
}

TEST_F(WalletDirectoryTest, WhatIsNotDurableYetIsKeptWhileTheWalletRests) {
  world->hold_the_disk();
  const auto first = pay(a, "70.00", "k");
  run();
  rest();
  EXPECT_FALSE(lives(a));
  const auto second = pay(a, "70.00");
  const auto again = pay(a, "70.00", "k");
  run();
  EXPECT_TRUE(first.silent() && second.silent() && again.silent());
  world->let_the_disk_go();
  EXPECT_TRUE(first.allowed() && again.outcome()->replayed);
  EXPECT_TRUE(second.refused(Errc::insufficient_funds));
}

TEST_F(WalletDirectoryTest, WhatTheDiskHasNotSeenYetIsKeptWhileTheWalletRests) {
  world->states->lag(1'000);
  pay(a, "70.00");
  run();
  rest();
  EXPECT_EQ(world->posted(a), usd("29.72"));
  EXPECT_EQ(world->states->loads(), 1U);
  rest();
  world->states->lag(0);
  rest();
  EXPECT_EQ(world->posted(a), usd("29.72"));
  EXPECT_EQ(world->states->loads(), 2U);
}

TEST_F(WalletDirectoryTest, AListShowsWalletsAndWakesNobody) {
  pay(b, "50.00");
  run();
  const auto with_one_live = list();
  rest();
  const auto with_none = list();
  EXPECT_EQ(activations(), 1U);
  for (const auto* told : {&with_one_live, &with_none}) {
    const auto& rows = told->outcome()->rows;
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].state.posted, usd("49.80"));
    EXPECT_EQ(rows[1].state.posted, usd("100.00"));
    EXPECT_EQ(rows[2].state.posted, usd("1000.00"));
  }
  EXPECT_FALSE(lives(a) || lives(b));
}

TEST_F(WalletDirectoryTest, AListWaitsForWhatARestingWalletHasInTheLine) {
  world->hold_the_disk();
  pay(a, "70.00");
  run();
  rest();
  const auto told = list();
  EXPECT_TRUE(told.silent());
  world->let_the_disk_go();
  EXPECT_EQ(told.outcome()->rows[1].state.posted, usd("29.72"));
}

TEST_F(WalletDirectoryTest, ReconciliationChecksEverybodyAndWakesNobody) {
  const auto told =
      world->ask<ReconciliationCall>(ReconciliationQuery{owner.principal.organization});
  run();
  EXPECT_EQ(told.outcome()->checked, 3U);
  EXPECT_TRUE(told.outcome()->differences.empty());
  EXPECT_EQ(activations(), 0U);
}

TEST_F(WalletDirectoryTest, PastTheLimitThoseNotUsedForLongestRest) {
  begin({.wallets_live_max = 4});
  std::vector<ledger::WalletAddress> wallets;
  for (int i = 0; i < 40; ++i) {
    wallets.push_back(world->funded_wallet(owner, usd("10.00")));
    pay(a, "1.00");
    run();
  }
  EXPECT_GE(passivations(), 36U);
  EXPECT_LE(activations() - passivations(), 5U);
  EXPECT_TRUE(lives(a));
  for (const auto& wallet : wallets) EXPECT_EQ(world->posted(wallet), usd("10.00"));
}

TEST_F(WalletDirectoryTest, AWalletJustOpenedRestsUntilSomethingComesForIt) {
  const auto wallet = world->open_wallet(owner);
  EXPECT_FALSE(lives(wallet));
  EXPECT_EQ(activations(), 0U);
  const auto told = world->fund(World::from_treasury(wallet, usd("3.00")));
  run();
  EXPECT_TRUE(told.allowed());
  EXPECT_EQ(world->posted(wallet), usd("3.00"));
}

TEST_F(WalletDirectoryTest, APolicyBindsAWalletThatRests) {
  MakePolicy policy;
  policy.organization = owner.principal.organization;
  policy.policy.terms.max_per_tx = usd("1.00");
  const auto made = world->ask<MakePolicyCall>(policy);
  run();
  world->ask<AttachPolicyCall>(AttachPolicy{.organization = owner.principal.organization,
                                            .wallet = a.account,
                                            .policy = made.outcome()->made.terms.id,
                                            .now = world->clock.now()});
  run();
  rest();
  const auto denied = pay(a, "2.00");
  run();
  rest();
  EXPECT_TRUE(denied.refused(Errc::policy_denied));
  EXPECT_FALSE(lives(a));
  EXPECT_EQ(list().outcome()->rows[1].denied_at, world->clock.now());
}

TEST_F(WalletDirectoryTest, APayeeThatIsBeingReadAcceptsWhenItLives) {
  const auto told = world->pay(World::between(a, b, usd("5.00")));
  run();
  EXPECT_TRUE(told.allowed());
  EXPECT_EQ(activations(), 2U);
  EXPECT_EQ(world->posted(b), usd("105.00"));
}

TEST_F(WalletDirectoryTest, AWalletWhoseStateIsNowhereIsFatal) {
  world->states->lose(a.account);
  const auto told = pay(a, "1.00");
  run();
  EXPECT_TRUE(told.silent());
  EXPECT_EQ(world->fatal.size(), 1U);
  world.reset();
  EXPECT_TRUE(told.lost());
}

TEST_F(WalletDirectoryTest, KeysOfARestingWalletGiveTheirPlacesToOthersOnANewDay) {
  begin({.idempotency_keys_max = 1});
  pay(a, "1.00", "k");
  run();
  rest();
  const auto early = pay(b, "1.00", "k");
  run();
  rest();
  world->clock.advance(3 * ledger::day_ms);
  pay(owner.wallet, "1.00");
  run();
  const auto late = pay(b, "1.00", "k");
  run();
  EXPECT_TRUE(early.refused(Errc::keys_full));
  EXPECT_TRUE(late.allowed());
}

TEST_F(WalletDirectoryTest, TheNextEngineFindsEveryKeyWithNobodyAlive) {
  pay(a, "1.00", "k");
  run();
  const auto records = world->store->records();
  world.emplace(2, Engine::Options{}, records);
  run();
  EXPECT_EQ(activations(), 0U);
  const auto again = pay(a, "1.00", "k");
  run();
  EXPECT_TRUE(again.outcome()->replayed);
}

}  // namespace
}  // namespace bursar::actors::wallet_directory_test
