// What has come of keys, and keys that are never used any more, as actors tell it.

#include "actors/transfer_coordinator.hpp"
#include "tests/support/engine_world.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::outcomes_test {
namespace {

using ledger::Errc;
using ledger::Sealed;
using tests::usd;
using State = KeyOutcome::State;
using World = tests::EngineWorld;

// A wallet with 100.00, and another one.
class OutcomesTest : public testing::Test {
 protected:
  auto pay(std::string key, ledger::Money money = usd("1.00")) {
    return world->pay(World::outside(wallet, money, std::move(key)));
  }
  auto outcome(std::string key) { return world->outcome(wallet, std::move(key)); }
  auto seal(std::string key) { return world->seal(wallet, std::move(key)); }
  State state_of(std::string key) {
    const auto told = outcome(std::move(key));
    run();
    return told.outcome()->state;
  }
  void run() { world->run(); }
  void start_again() {
    auto records = world->store->records();
    world = std::make_unique<World>(2, Engine::Options{}, std::move(records));
  }
  /// So long that no other key is known any more.
  void let_keys_be_forgotten() {
    world->clock.advance(3 * ledger::day_ms);
    world->fund(World::from_treasury(other, usd("1.00")));
    run();
    start_again();
  }

  std::unique_ptr<World> world = std::make_unique<World>();
  World::Signed owner = world->sign_up();
  ledger::WalletAddress wallet = world->funded_wallet(owner, usd("100.00"));
  ledger::WalletAddress other = world->open_wallet(owner);
};

TEST_F(OutcomesTest, AKeyIsNotSeenThenInFlightThenCommitted) {
  EXPECT_EQ(state_of("k"), State::not_seen);
  world->hold_the_disk();
  world->pay(World::between(wallet, other, usd("1.00"), "k"));
  run();
  const auto meanwhile = outcome("k");
  run();
  world->let_the_disk_go();
  EXPECT_EQ(meanwhile.outcome()->state, State::in_flight);
  const auto told = outcome("k");
  run();
  EXPECT_EQ(told.outcome()->state, State::known);
  EXPECT_TRUE(std::holds_alternative<ledger::Paid>(told.outcome()->record->fact));
  EXPECT_LT(told.outcome()->since, world->clock.now());
}

TEST_F(OutcomesTest, WhatTheWalletRefusedUnderAKeyIsKnown) {
  pay("k", usd("500.00"));
  run();
  const auto told = outcome("k");
  run();
  EXPECT_TRUE(std::holds_alternative<ledger::Refused>(told.outcome()->record->fact));
}

TEST_F(OutcomesTest, WhatStandsInTheLineIsToldOnceItIsDurable) {
  world->hold_the_disk();
  pay("k");
  run();
  const auto told = outcome("k");
  run();
  EXPECT_TRUE(told.silent());
  world->let_the_disk_go();
  EXPECT_EQ(told.outcome()->state, State::known);
}

TEST_F(OutcomesTest, NothingIsDoneUnderASealedKey) {
  const auto sealed = seal("k");
  run();
  EXPECT_EQ(sealed.outcome()->state, State::sealed);
  EXPECT_EQ(std::get<Sealed>(sealed.outcome()->record->fact).wallet_id, wallet.id);
  const auto paid = pay("k");
  const auto again = seal("k");
  run();
  EXPECT_TRUE(paid.refused(Errc::key_sealed));
  EXPECT_EQ(again.outcome()->state, State::sealed);
  EXPECT_EQ(again.outcome()->record->sequence, sealed.outcome()->record->sequence);
  EXPECT_EQ(state_of("k"), State::sealed);
  EXPECT_EQ(world->posted(wallet), usd("100.00"));
  const auto elsewhere = world->pay(World::outside(other, usd("1.00"), "k"));
  run();
  EXPECT_FALSE(elsewhere.refused(Errc::key_sealed)) << "another wallet's keys are others";
}

TEST_F(OutcomesTest, ASealThatIsNotDurableYetHoldsAsWell) {
  world->hold_the_disk();
  const auto sealed = seal("k");
  const auto paid = pay("k");
  run();
  EXPECT_TRUE(sealed.silent() && paid.silent());
  world->let_the_disk_go();
  EXPECT_EQ(sealed.outcome()->state, State::sealed);
  EXPECT_TRUE(paid.refused(Errc::key_sealed));
}

TEST_F(OutcomesTest, WhatWasDoneAlreadyIsTold) {
  const auto paid = pay("k");
  const auto sealed = seal("k");
  run();
  ASSERT_TRUE(paid.allowed());
  EXPECT_EQ(sealed.outcome()->state, State::known);
  EXPECT_EQ(*sealed.outcome()->record, *paid.outcome()->record);
  const auto again = pay("k");
  run();
  EXPECT_TRUE(again.outcome()->replayed);
}

TEST_F(OutcomesTest, WhatIsUnderWayIsWaitedFor) {
  world->posted(other);  // so that it lives
  world->schedule.hold(world->room->live_wallet(other.account));
  const auto paid = world->pay(World::between(wallet, other, usd("1.00"), "k"));
  run();
  const auto sealed = seal("k");
  run();
  EXPECT_TRUE(sealed.silent());
  world->schedule.release();
  run();
  EXPECT_TRUE(paid.allowed());
  EXPECT_EQ(sealed.outcome()->state, State::known);
}

TEST_F(OutcomesTest, WhereNothingCameOfItTheKeyIsSealedThen) {
  world->posted(other);
  world->schedule.hold(world->room->live_wallet(other.account));
  const auto paid = world->pay(World::between(wallet, other, usd("1.00"), "k"));
  const auto sealed = seal("k");
  run();
  world->schedule.advance(accept_timeout);
  EXPECT_TRUE(paid.refused(Errc::overloaded));
  run();
  EXPECT_EQ(sealed.outcome()->state, State::sealed);
  world->schedule.release();
  run();
  const auto again = world->pay(World::between(wallet, other, usd("1.00"), "k"));
  run();
  EXPECT_TRUE(again.refused(Errc::key_sealed));
}

TEST_F(OutcomesTest, ASealIsNeverForgottenAndOtherKeysAre) {
  seal("sealed");
  pay("paid");
  run();
  let_keys_be_forgotten();
  EXPECT_EQ(state_of("paid"), State::not_seen);
  const auto told = outcome("sealed");
  run();
  EXPECT_EQ(told.outcome()->state, State::sealed);
  EXPECT_TRUE(std::holds_alternative<Sealed>(told.outcome()->record->fact));
  const auto paid = pay("sealed");
  const auto again = seal("sealed");
  run();
  EXPECT_TRUE(paid.refused(Errc::key_sealed));
  EXPECT_EQ(again.outcome()->state, State::sealed);
  EXPECT_EQ(world->books().seals.size(), 1U);
}

TEST_F(OutcomesTest, NothingIsSealedWhileTheDiskIsNearlyFullButWhatIsKnownIsTold) {
  const auto first = seal("k");
  run();
  EXPECT_TRUE(first.allowed());
  world->room->read_only(true);
  const auto again = seal("k");
  const auto next = seal("next");
  run();
  EXPECT_EQ(again.outcome()->state, State::sealed);
  EXPECT_TRUE(next.refused(Errc::read_only));
}

TEST_F(OutcomesTest, SealsCountAmongTheKeysThatAreKept) {
  Engine::Options few;
  few.idempotency_keys_max = 1;
  auto records = world->store->records();
  world = std::make_unique<World>(2, few, std::move(records));
  const auto first = seal("k");
  const auto second = seal("next");
  run();
  EXPECT_TRUE(first.allowed());
  EXPECT_TRUE(second.refused(Errc::keys_full));
}

// Payments and seals of the same few keys in any order: whatever is told, each key is either paid
// under once or sealed, and never both.
RC_GTEST_PROP(OutcomesRaceTest, AKeyIsUsedOrSealedAndNeverBoth, ()) {
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 16));
  World world{*rc::gen::arbitrary<std::uint64_t>()};
  const auto owner = world.sign_up();
  const auto wallet = world.funded_wallet(owner, usd("100.00"));
  const auto other = world.open_wallet(owner);
  std::vector<tests::Told<PayCall>> paid;
  std::vector<tests::Told<SealCall>> sealed;
  for (const int step : steps) {
    const std::string key = "k" + std::to_string(step % 3);
    if (step < 6) paid.push_back(world.pay(World::between(wallet, other, usd("0.01"), key)));
    if (step >= 6 && step < 12) sealed.push_back(world.seal(wallet, key));
    if (step >= 12 && step < 14) world.run();
    if (step == 14) world.hold_the_disk();
    if (step == 15) world.let_the_disk_go();
  }
  world.let_the_disk_go();
  world.run();
  std::map<std::string, int> uses;
  for (const ledger::Record& record : world.store->records())
    if (record.idempotency) ++uses[record.idempotency->key];
  for (const auto& [key, times] : uses) RC_ASSERT(times == 1);
  for (const auto& told : paid)
    RC_ASSERT(told.allowed() || told.refused(Errc::key_sealed) || told.refused(Errc::overloaded));
  for (const auto& told : sealed) RC_ASSERT(told.allowed());
}

}  // namespace
}  // namespace bursar::actors::outcomes_test
