#include "actors/policy_replayer.hpp"

#include "tests/actors/registry_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::policy_replayer_test {
namespace {

class PolicyReplayerTest : public RegistryWorld {
 protected:
  ReplayPolicy asking(const World::Signed& who) {
    return {.organization = who.principal.organization,
            .policy = std::make_shared<ledger::PolicyInForce>(
                ledger::PolicyInForce{.terms = {.max_per_tx = usd("2.00")}}),
            .from = begin,
            .to = {world.clock.now().milliseconds + 1}};
  }
  auto replay(ReplayPolicy asked) {
    auto told = world.ask<ReplayPolicyCall>(std::move(asked));
    run();
    return told;
  }
  void pay(const ledger::WalletAddress& from, std::string_view amount) {
    world.clock.advance(1);
    world.pay(World::outside(from, usd(amount)));
    run();
  }

  const ledger::Time begin = world.clock.now();
};

TEST_F(PolicyReplayerTest, EachWalletThatPaidIsJudgedNewestFirst) {
  const auto older = world.funded_wallet(acme, usd("100.00"));
  world.funded_wallet(acme, usd("100.00"));
  const auto newer = world.funded_wallet(acme, usd("100.00"));
  const auto theirs = world.funded_wallet(other, usd("100.00"));
  pay(older, "1.00");
  pay(older, "3.00");
  pay(newer, "5.00");
  pay(theirs, "7.00");
  const auto told = replay(asking(acme));
  const auto& wallets = told.outcome()->wallets;
  ASSERT_EQ(wallets.size(), 2U);
  EXPECT_EQ(wallets[0].wallet, newer.id);
  EXPECT_EQ(wallets[1].wallet, older.id);
  EXPECT_EQ(wallets[1].verdicts.seen, (ledger::PaymentSum{2, usd("4.00")}));
  EXPECT_EQ(wallets[1].verdicts.denied, (ledger::PaymentSum{1, usd("3.00")}));
  EXPECT_EQ(told.outcome()->next, 0U);
}

TEST_F(PolicyReplayerTest, PagesHaveEachWalletOnce) {
  std::vector<ledger::WalletId> paid;
  for (int i = 0; i < 5; ++i) {
    const auto wallet = world.funded_wallet(acme, usd("100.00"));
    pay(wallet, "1.00");
    paid.insert(paid.begin(), wallet.id);
  }
  ReplayPolicy asked = asking(acme);
  asked.wallets_max = 2;
  std::vector<ledger::WalletId> seen;
  do {
    const auto told = replay(asked);
    for (const ReplayedWallet& wallet : told.outcome()->wallets) seen.push_back(wallet.wallet);
    asked.before = told.outcome()->next;
  } while (asked.before != 0);
  EXPECT_EQ(seen, paid);
}

TEST_F(PolicyReplayerTest, NothingMovesAndNothingIsRecorded) {
  const auto wallet = world.funded_wallet(acme, usd("100.00"));
  pay(wallet, "3.00");
  const auto records = world.store->records().size();
  replay(asking(acme));
  EXPECT_EQ(world.store->records().size(), records);
}

TEST_F(PolicyReplayerTest, OneOfAnOrganisationIsUnderWayAtATime) {
  world.hold_the_disk();
  const auto first = world.ask<ReplayPolicyCall>(asking(acme));
  const auto second = world.ask<ReplayPolicyCall>(asking(acme));
  const auto of_another = world.ask<ReplayPolicyCall>(asking(other));
  run();
  world.let_the_disk_go();
  run();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(second.refused(Errc::overloaded));
  EXPECT_TRUE(of_another.allowed());
  EXPECT_TRUE(replay(asking(acme)).allowed());
}

}  // namespace
}  // namespace bursar::actors::policy_replayer_test
