// What becomes of the keys when their files are deleted or damaged, or the disk fails.

#include "persistence/errors.hpp"
#include "persistence/key_run_format.hpp"
#include "persistence/known_keys.hpp"
#include "telemetry/log.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/persistence/keys_world.hpp"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

namespace bursar::persistence::known_keys_damage_test {
namespace {

namespace fs = std::filesystem;
using tests::DiskCall;
using tests::Effect;
using World = tests::KeysWorld;

class KnownKeysDamageTest : public testing::Test {
 protected:
  KnownKeysDamageTest() {
    telemetry::set_log_sink([this](std::string_view line) { said += line; });
  }
  ~KnownKeysDamageTest() override { telemetry::set_log_sink({}); }

  static bool failed_to_work(World& world) {
    try {
      world.work();
      return false;
    } catch (const Unusable&) {
      return true;
    }
  }

  std::string said;
};

TEST_F(KnownKeysDamageTest, DeletedRunsAreReadFromTheJournalAgainAndSaidSo) {
  World world;
  for (int i = 0; i < 50; ++i) world.ask({1}, std::to_string(i));
  world.work();
  fs::remove(world.files().front());
  world.start();
  EXPECT_NE(said.find("keys_missing"), std::string::npos);
  world.audit();
}

TEST_F(KnownKeysDamageTest, WhileADamagedRunIsMadeAnewNobodyIsToldThatItsKeysAreFresh) {
  World world;
  for (int i = 0; i < 3; ++i) world.ask({1}, std::to_string(i));
  world.work();
  World::damage(world.files().front(), key_block_bytes + 3);
  int told = 0;
  world.keys().on_work([&] { ++told; });
  EXPECT_FALSE(world.ask({1}, "0"));
  EXPECT_FALSE(world.ask({1}, "1"));
  EXPECT_EQ(told, 1);
  world.work();
  EXPECT_NE(said.find("keys_damaged"), std::string::npos);
  world.audit();
}

TEST_F(KnownKeysDamageTest, WhatTheDiskDoesNotTakeStaysInMemoryAndThenNothingFreshIsTaken) {
  World world;
  int asked = 0;
  for (; asked < 100 && world.ask({1}, std::to_string(asked)); ++asked) {
    tests::break_disk({.call = DiskCall::any});
    EXPECT_EQ(failed_to_work(world), asked >= 2);
    World::skip_syncs();
  }
  EXPECT_EQ(asked, 27);
  world.audit();
  world.work();
  EXPECT_TRUE(world.ask({1}, "fresh"));
  world.audit();
}

TEST_F(KnownKeysDamageTest, ARunAboutARecordThatTheJournalDoesNotHaveIsThrownAway) {
  World world;
  for (int i = 0; i < 6; ++i) world.ask({1}, std::to_string(i));
  world.work();
  tests::SimulatedStore shorter{{world.store().records().front()}};
  const auto files = world.files();
  ASSERT_FALSE(files.empty());
  const KnownKeys keys{
      {.directory = files.front().parent_path(), .journal = {7}, .hash = {}}, shorter, {1}};
  EXPECT_EQ(keys.figures().keys, 0U);
  EXPECT_NE(said.find("keys_doubtful"), std::string::npos);
}

// Of several parts that take the damaged one's place, none may be missing.
TEST_F(KnownKeysDamageTest, AnErrorAtAnyStepOfMendingForgetsNothing) {
  std::uint64_t errors = 1;
  for (bool failed = true; failed; ++errors) {
    SCOPED_TRACE(errors);
    World world;
    for (int i = 0; i < 12; ++i) world.ask({1}, std::to_string(i));
    world.work();
    for (const fs::path& file : world.files()) World::damage(file, key_block_bytes + 3);
    EXPECT_FALSE(world.ask({1}, "0"));
    tests::break_disk({.call = DiskCall::any, .number = errors});
    const bool gave_up = failed_to_work(world);
    failed = tests::disk_failed();
    EXPECT_TRUE(failed || !gave_up);
    World::skip_syncs();
    world.audit(true);
    for (int i = 12; i < 15; ++i) world.ask({1}, std::to_string(i));
    world.work();
    world.audit();
  }
  EXPECT_GT(errors, 20U);
}

TEST_F(KnownKeysDamageTest, ACrashAtAnyStepForgetsNothing) {
  World world;
  std::uint64_t crashes = 1;
  for (bool ended = false; !ended; ++crashes) {
    SCOPED_TRACE(crashes);
    for (int i = 0; i < 9; ++i) world.ask({crashes}, std::to_string(i));
    world.damage(crashes);
    ended = tests::in_a_child([&] {
      tests::break_disk({.call = DiskCall::any, .number = crashes, .effect = Effect::kills});
      world.work();
      return true;
    });
    world.start();
    world.audit(true);
    world.work();
    world.audit();
  }
  EXPECT_GT(crashes, 20U);
}

}  // namespace
}  // namespace bursar::persistence::known_keys_damage_test
