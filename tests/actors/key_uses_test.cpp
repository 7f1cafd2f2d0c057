#include "actors/key_uses.hpp"

#include "tests/support/engine_world.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::key_uses_test {
namespace {

using World = tests::EngineWorld;

constexpr ledger::Time noon{1'795'608'000'000};

ledger::Time after(std::int64_t ms) {
  return {noon.milliseconds + ms};
}

class KeyUsesTest : public testing::Test {
 protected:
  KeyUsesTest() {
    for (std::uint8_t i = 1; i <= 10; ++i) tables.put({SecretHash{i}, {.key = {{0, i}}}});
  }
  void speak(std::uint8_t key, ledger::Time now) {
    EXPECT_TRUE(tables.authenticate(SecretHash{key}, now));
  }

  Tables tables;
};

TEST_F(KeyUsesTest, TellsWhoHasSpokenAndWhenOnce) {
  KeyUses uses{tables};
  EXPECT_TRUE(uses.next(noon).uses.empty());
  speak(3, noon);
  speak(3, after(500));  // within the second
  speak(3, after(1'200));
  speak(7, after(800));
  const std::vector<ledger::KeyUse> expected{{{{0, 3}}, after(1'200)}, {{{0, 7}}, after(800)}};
  EXPECT_EQ(uses.next(after(2'000)).uses, expected);
  EXPECT_TRUE(uses.round_over());
  EXPECT_TRUE(uses.next(after(2'000)).uses.empty());
  speak(3, after(1'300));
  EXPECT_EQ(uses.next(after(2'000)).uses.size(), 1U);
}

TEST_F(KeyUsesTest, AFactAndAStepAreBounded) {
  for (std::uint8_t i = 1; i <= 10; ++i) speak(i, noon);
  KeyUses uses{tables, {.uses_max = 3, .looks_max = 4}};
  std::vector<ledger::KeyUse> told;
  int steps = 0;
  do {
    const ledger::KeysUsed some = uses.next(noon);
    EXPECT_LE(some.uses.size(), 3U);
    told.insert(told.end(), some.uses.begin(), some.uses.end());
    ++steps;
  } while (!uses.round_over());
  EXPECT_EQ(told.size(), 10U);
  EXPECT_EQ(steps, 4);
}

TEST_F(KeyUsesTest, AKeyOfNoJournalIsNotTold) {
  tables.put({SecretHash{99}, {.key_class = ledger::KeyClass::operator_}});
  speak(99, noon);
  EXPECT_TRUE(KeyUses{tables}.next(noon).uses.empty());
}

TEST_F(KeyUsesTest, NoUseIsToldToBeLaterThanTheRecordThatTellsIt) {
  speak(1, after(5));
  EXPECT_EQ(KeyUses{tables}.next(noon).uses.at(0).at, noon);
}

TEST_F(KeyUsesTest, WhoIsOnlyLookedUpHasNotSpoken) {
  EXPECT_TRUE(tables.principal(SecretHash{1}, noon));
  EXPECT_FALSE(tables.authenticate(SecretHash{200}, noon));
  EXPECT_TRUE(KeyUses{tables}.next(noon).uses.empty());
}

/// In a whole engine.
class KeyUsesToldTest : public testing::Test {
 protected:
  static constexpr std::chrono::milliseconds period = std::chrono::minutes{1};

  static Engine::Options telling() {
    Engine::Options options;
    options.key_uses_period = period;
    return options;
  }
  void speak() {
    EXPECT_TRUE(world.room->tables().authenticate(crypto::sha256(acme.secret), world.clock.now()));
  }
  void pass_a_period() {
    world.clock.advance(period.count());
    world.schedule.advance(period);
  }
  ledger::Time shown(World& at) {
    KeysQuery query;
    query.organization = acme.principal.organization;
    query.only = acme.principal.key;
    const auto told = at.ask<KeysCall>(query);
    at.run();
    return told.outcome()->rows.at(0).key.last_used;
  }

  World world{0, telling()};
  const World::Signed acme = world.sign_up();
};

TEST_F(KeyUsesToldTest, OneRecordAPeriodSaysWhoHasSpokenAndNoneThatNobodyHas) {
  pass_a_period();
  const std::size_t before = world.store->records().size();
  const ledger::Time spoken = world.clock.now();
  speak();
  pass_a_period();
  ASSERT_EQ(world.store->records().size(), before + 1);
  const ledger::Record told = world.store->records().back();
  const ledger::KeysUsed expected{{{.id = acme.principal.key, .at = spoken}}};
  EXPECT_EQ(told.fact, ledger::Fact{expected});
  EXPECT_TRUE(told.organizations[0].organization.none());
  EXPECT_EQ(shown(world), spoken);
  pass_a_period();
  EXPECT_EQ(world.store->records().size(), before + 1);
}

TEST_F(KeyUsesToldTest, TheNextEngineKnowsIt) {
  speak();
  pass_a_period();
  World again{1, {}, world.store->records()};
  EXPECT_EQ(shown(again), shown(world));
  EXPECT_NE(shown(again), ledger::Time{});
}

TEST_F(KeyUsesToldTest, WhatIsShownIsDurable) {
  speak();
  world.hold_the_disk();
  pass_a_period();
  KeysQuery query;
  query.organization = acme.principal.organization;
  const auto told = world.ask<KeysCall>(query);
  world.run();
  EXPECT_TRUE(told.silent());
  world.let_the_disk_go();
  EXPECT_NE(told.outcome()->rows.at(0).key.last_used, ledger::Time{});
}

TEST_F(KeyUsesToldTest, WhileTheDiskIsNearlyFullUsesAreKeptForLater) {
  const std::size_t before = world.store->records().size();
  speak();
  world.room->read_only(true);
  pass_a_period();
  EXPECT_EQ(world.store->records().size(), before);
  world.room->read_only(false);
  pass_a_period();
  EXPECT_EQ(world.store->records().size(), before + 1);
}

}  // namespace
}  // namespace bursar::actors::key_uses_test
