#include "actors/wallet_actor.hpp"

#include "tests/support/engine_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::wallet_actor_test {
namespace {

using ledger::Errc;
using tests::usd;
using World = tests::EngineWorld;

// A wallet that holds 100.00; a payment of 39.84063745 costs 40.00 with its fee.
class WalletActorTest : public testing::Test {
 protected:
  auto pay(std::string_view amount, std::string key = {}) {
    return world.pay(World::outside(wallet, usd(amount), std::move(key)));
  }
  std::size_t records() { return world.store->records().size(); }
  void run() { world.run(); }

  World world;
  const World::Signed owner = world.sign_up();
  const ledger::WalletAddress wallet = world.funded_wallet(owner, usd("100.00"));
  const std::size_t before = records();
};

TEST_F(WalletActorTest, AnswerWaitsUntilTheRecordIsDurable) {
  world.hold_the_disk();
  const auto told = pay("40.00");
  run();
  EXPECT_TRUE(told.silent());
  world.let_the_disk_go();
  ASSERT_TRUE(told.allowed());
  EXPECT_EQ(*told.outcome()->record, world.store->records().back());
}

TEST_F(WalletActorTest, RefusalWaitsForTheStateItWasDecidedOn) {
  world.hold_the_disk();
  const auto first = pay("70.00");
  const auto second = pay("40.00");
  run();
  EXPECT_TRUE(first.silent() && second.silent());
  world.let_the_disk_go();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(second.refused(Errc::insufficient_funds));
}

TEST_F(WalletActorTest, RefusalIsNeverToldWhenThatStateMayBeLost) {
  world.hold_the_disk();
  const auto first = pay("70.00");
  const auto second = pay("40.00");
  run();
  world.store->fail_next(tests::Fault::unknown_lost);
  world.let_the_disk_go();
  EXPECT_TRUE(first.lost() && second.lost());
  EXPECT_EQ(world.fatal.size(), 1U);
}

TEST_F(WalletActorTest, BalanceShowsOnlyWhatIsDurable) {
  world.hold_the_disk();
  world.fund(World::from_treasury(wallet, usd("50.00")));
  const auto read = world.balance(wallet);
  run();
  EXPECT_TRUE(read.silent());
  world.let_the_disk_go();
  EXPECT_EQ(read.outcome()->state.posted, usd("150.00"));
  EXPECT_EQ(read.outcome()->last, world.store->records().back().sequence);
}

TEST_F(WalletActorTest, AThousandCallsWithOneKeyAreOnePaymentAndAThousandEqualReceipts) {
  std::vector<tests::Told<PayCall>> all;
  for (int i = 0; i < 500; ++i) all.push_back(pay("5.00", "k"));
  run();
  for (int i = 0; i < 500; ++i) all.push_back(pay("5.00", "k"));
  run();
  EXPECT_EQ(records(), before + 1);
  int replays = 0;
  for (const auto& told : all) {
    ASSERT_TRUE(told.allowed());
    EXPECT_EQ(*told.outcome()->record, world.store->records().back());
    EXPECT_EQ(told.call().rests_on, all[0].call().rests_on);
    replays += told.outcome()->replayed ? 1 : 0;
  }
  EXPECT_EQ(replays, 999);
  EXPECT_EQ(world.posted(wallet), usd("94.98"));
}

TEST_F(WalletActorTest, ReplayIsNeverToldBeforeItsOriginalIsDurable) {
  world.hold_the_disk();
  const auto first = pay("5.00", "k");
  const auto again = pay("5.00", "k");
  run();
  EXPECT_TRUE(first.silent() && again.silent());
  world.let_the_disk_go();
  EXPECT_TRUE(first.allowed() && again.allowed());
}

TEST_F(WalletActorTest, AKeyWithOtherContentIsAConflict) {
  pay("5.00", "k");
  const auto early = pay("6.00", "k");
  run();
  const auto late = world.fund(World::from_treasury(wallet, usd("5.00"), "k"));
  run();
  EXPECT_TRUE(early.refused(Errc::idempotency_conflict));
  EXPECT_TRUE(late.refused(Errc::idempotency_conflict));
  EXPECT_EQ(records(), before + 1);
}

TEST_F(WalletActorTest, AStoredRefusalBeatsEveryLaterState) {
  const auto refused = pay("500.00", "k");
  run();
  world.fund(World::from_treasury(wallet, usd("1000.00")));
  const auto again = pay("500.00", "k");
  run();
  ASSERT_TRUE(refused.allowed() && again.allowed());
  const auto& fact = std::get<ledger::Refused>(again.outcome()->record->fact);
  EXPECT_EQ(fact.error.code, Errc::insufficient_funds);
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_FALSE(refused.outcome()->replayed);
}

TEST_F(WalletActorTest, ExactlyAsManyPaymentsSucceedAsTheBalanceCovers) {
  std::vector<tests::Told<PayCall>> all;
  for (int i = 0; i < 200; ++i) all.push_back(pay("3.00"));
  run();
  std::size_t allowed = 0;
  for (const auto& told : all) allowed += told.allowed() ? 1 : 0;
  EXPECT_EQ(allowed, 33U);  // of 3.012 each
  EXPECT_EQ(world.posted(wallet), usd("0.604"));
}

TEST_F(WalletActorTest, PolicyRefusalIsRememberedUntilTheNextDecision) {
  MakePolicy policy;
  policy.organization = owner.principal.organization;
  policy.policy.terms.max_per_tx = usd("1.00");
  const auto made = world.ask<MakePolicyCall>(policy);
  run();
  world.ask<AttachPolicyCall>(AttachPolicy{.organization = owner.principal.organization,
                                           .wallet = wallet.account,
                                           .policy = made.outcome()->made.terms.id,
                                           .now = world.clock.now()});
  run();
  const auto denied = pay("2.00");
  run();
  EXPECT_TRUE(denied.refused(Errc::policy_denied));
  EXPECT_EQ(denied.outcome().error().rule, ledger::PolicyRule::max_per_tx);
  const auto seen = world.balance(wallet);
  run();
  pay("1.00");
  run();
  const auto later = world.balance(wallet);
  run();
  EXPECT_EQ(seen.outcome()->denied_at, world.clock.now());
  EXPECT_EQ(later.outcome()->denied_at, ledger::Time{});
}

TEST_F(WalletActorTest, AKeyOfYesterdayIsKept) {
  pay("1.00", "old");
  run();
  world.clock.advance(ledger::day_ms);
  const auto again = pay("1.00", "old");
  run();
  EXPECT_TRUE(again.outcome()->replayed);
}

TEST(WalletActorKeysTest, WhenAllPlacesAreTakenAFreshKeyIsRefusedAndAKnownOneIsAnswered) {
  World world{0, {.idempotency_keys_max = 1}};
  const auto wallet = world.funded_wallet(world.sign_up(), usd("100.00"));
  world.pay(World::outside(wallet, usd("1.00"), "first"));
  const auto full = world.pay(World::outside(wallet, usd("1.00"), "second"));
  const auto known = world.pay(World::outside(wallet, usd("1.00"), "first"));
  const auto without = world.pay(World::outside(wallet, usd("1.00")));
  world.run();
  EXPECT_TRUE(full.refused(Errc::keys_full));
  EXPECT_TRUE(known.outcome()->replayed);
  EXPECT_TRUE(without.allowed());
}

TEST(WalletActorKeysTest, AKeyThatWaitedBehindAHoldAnswersThoseThatWaitedForIt) {
  World world;
  const auto owner = world.sign_up();
  const auto wallet = world.funded_wallet(owner, usd("10.00"));
  const auto payee = world.open_wallet(owner);
  const auto before = world.store->records().size();
  world.hold_the_disk();
  const auto pay = [&](std::string_view amount, std::string key) {
    auto told = world.pay(World::outside(wallet, usd(amount), std::move(key)));
    world.run();
    return told;
  };
  const auto held = world.pay(World::between(wallet, payee, usd("8.00")));
  world.run();
  const auto first = pay("5.00", "k");
  const auto again = pay("5.00", "k");
  FundCommand faucet = World::from_treasury(wallet, usd("10.00"));
  faucet.fund.source = ledger::FundingSource::test_faucet;
  const auto funded = world.fund(faucet);
  world.let_the_disk_go();

  ASSERT_TRUE(held.allowed() && funded.allowed() && first.allowed() && again.allowed());
  EXPECT_FALSE(first.outcome()->replayed);
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_TRUE(std::holds_alternative<ledger::Paid>(first.outcome()->record->fact));
  EXPECT_EQ(*first.outcome()->record, *again.outcome()->record);
  EXPECT_EQ(world.store->records().size(), before + 3);
  const auto next = pay("1.00", "l");
  EXPECT_TRUE(next.allowed());
  EXPECT_TRUE(world.fatal.empty());
}

TEST(WalletActorKeysTest, AnIdleWalletsKeysGiveTheirPlacesToOthersOnANewDay) {
  World world{0, {.idempotency_keys_max = 1}};
  const auto owner = world.sign_up();
  const auto idle = world.funded_wallet(owner, usd("100.00"));
  const auto busy = world.funded_wallet(owner, usd("100.00"));
  world.pay(World::outside(idle, usd("1.00"), "k"));
  world.run();
  const auto early = world.pay(World::outside(busy, usd("1.00"), "k"));
  world.run();
  world.clock.advance(3 * ledger::day_ms);
  world.pay(World::outside(owner.wallet, usd("1.00")));
  world.run();
  const auto late = world.pay(World::outside(busy, usd("1.00"), "k"));
  world.run();
  EXPECT_TRUE(early.refused(Errc::keys_full));
  EXPECT_TRUE(late.allowed());
}

// Of five days' keys those of two are still known, and those alone take places.
TEST(WalletActorKeysTest, AfterARestartTheKeysThatAreKnownTakePlacesAndNoOthers) {
  World world;
  const auto wallet = world.funded_wallet(world.sign_up(), usd("100.00"));
  for (int day = 0; day < 5; ++day) {
    world.pay(World::outside(wallet, usd("1.00"), std::to_string(day)));
    world.pay(World::outside(wallet, usd("1.00"),
                             day % 3 == 0 ? "again" : "again" + std::to_string(day)));
    world.run();
    if (day < 4) world.clock.advance(ledger::day_ms);
  }

  World next{1, {.idempotency_keys_max = 6}, world.store->records()};
  next.clock.advance(4 * ledger::day_ms);
  const auto pay = [&](std::string key) {
    auto told = next.pay(World::outside(wallet, usd("1.00"), std::move(key)));
    next.run();
    return told;
  };
  EXPECT_TRUE(pay("again").outcome()->replayed);
  EXPECT_TRUE(pay("fifth").allowed());
  EXPECT_TRUE(pay("sixth").allowed());
  EXPECT_TRUE(pay("seventh").refused(Errc::keys_full));
}

TEST_F(WalletActorTest, ADepositAndAWithdrawalMoveTheOrgWallet) {
  const auto in = world.clear(World::clearing(ledger::Clearing::deposit, owner, usd("5.00"), "d"));
  const auto out =
      world.clear(World::clearing(ledger::Clearing::withdrawal, owner, usd("10005.00"), "w"));
  run();
  EXPECT_TRUE(in.allowed() && out.allowed());
  EXPECT_EQ(world.posted(owner.wallet), usd("0.00"));
}

TEST_F(WalletActorTest, AWithdrawalWaitsForAFundingThatIsUnderWay) {
  world.fund(World::from_organization(owner.wallet, wallet, usd("6000.00")));
  const auto out =
      world.clear(World::clearing(ledger::Clearing::withdrawal, owner, usd("4000.00"), "w"));
  const auto more =
      world.clear(World::clearing(ledger::Clearing::withdrawal, owner, usd("0.01"), "x"));
  run();
  EXPECT_TRUE(out.allowed());
  ASSERT_TRUE(more.allowed());
  EXPECT_TRUE(std::holds_alternative<ledger::Refused>(more.outcome()->record->fact));
}

TEST_F(WalletActorTest, OfTwoWhoTakeTheSameFeesOneHearsThatTheyAreGone) {
  pay("25.00");  // 0.10 of fees
  run();
  const auto take = [&](const char* key) {
    return world.clear(World::clearing(ledger::Clearing::fees_withdrawal, owner, usd("0.10"), key));
  };
  world.hold_the_disk();
  const auto first = take("a");
  const auto second = take("b");
  const auto again = take("b");
  run();
  world.let_the_disk_go();
  ASSERT_TRUE(first.allowed() && second.allowed() && again.allowed());
  EXPECT_TRUE(std::holds_alternative<ledger::Cleared>(first.outcome()->record->fact));
  EXPECT_TRUE(std::holds_alternative<ledger::Refused>(second.outcome()->record->fact));
  EXPECT_EQ(second.call().refused, Errc::insufficient_funds);
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_EQ(*again.outcome()->record, *second.outcome()->record);
  world.books();  // every promise was kept
}

}  // namespace
}  // namespace bursar::actors::wallet_actor_test
