#include "persistence/known_keys.hpp"

#include "telemetry/log.hpp"
#include "tests/persistence/keys_world.hpp"

#include <atomic>
#include <optional>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::known_keys_test {
namespace {

using Seen = KnownKeys::Seen;
using World = tests::KeysWorld;

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t hour_ms = 60 * minute_ms;

struct Step {
  unsigned what = 0;
  std::uint64_t number = 0;
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << step.what << '/' << step.number;
}

// What may happen to an engine in any order, money first.
void take(World& world, const Step& step) {
  switch (step.what) {
    case 0:
      world.append_without_key();
      return;
    case 1:
      return world.work();
    case 2:
      return world.pass(static_cast<std::int64_t>(step.number % 180) * minute_ms);
    case 3:
      return world.pass(static_cast<std::int64_t>(step.number % 30) * hour_ms);
    case 4:
      return world.start();
    case 5:
      return world.restart();
    case 6:
      world.delete_files(step.number);
      return world.start();
    case 7:
      world.damage(step.number);
      return world.start();
    case 8:
      world.damage(step.number);
      return world.work();
    default:
      world.ask({1 + step.number % 3}, "key " + std::to_string(step.number % 40));
  }
}

void nothing_is_forgotten(std::uint64_t hashes) {
  World world{hashes};
  const auto steps = *rc::gen::container<std::vector<Step>>(
      rc::gen::construct<Step>(rc::gen::weightedElement<unsigned>({{3, 0U},
                                                                   {8, 1U},
                                                                   {8, 2U},
                                                                   {2, 3U},
                                                                   {2, 4U},
                                                                   {2, 5U},
                                                                   {1, 6U},
                                                                   {1, 7U},
                                                                   {1, 8U},
                                                                   {50, 9U}}),
                               rc::gen::inRange<std::uint64_t>(0, 1'000'000)));
  for (const Step& step : steps) {
    take(world, step);
    const bool damaged = step.what == 7 || step.what == 8;
    world.audit(damaged);
    if (damaged) world.work();
  }
  world.work();
  world.audit();
}

class KnownKeysTest : public testing::Test {
 protected:
  KnownKeysTest() {
    telemetry::set_log_sink([this](std::string_view line) { said += line; });
  }
  ~KnownKeysTest() override { telemetry::set_log_sink({}); }

  std::string said;
};

RC_GTEST_FIXTURE_PROP(KnownKeysTest, NothingIsForgottenWithinADay, ()) {
  nothing_is_forgotten(UINT64_MAX);
}

// So few hashes that different keys share them all the time.
RC_GTEST_FIXTURE_PROP(KnownKeysTest, KeysThatShareAHashAreTold, ()) {
  nothing_is_forgotten(5);
}

TEST_F(KnownKeysTest, AKeyIsKnownFromTheMomentThatItsRecordIsAdded) {
  World world;
  const auto first = world.ask({1}, "a");
  EXPECT_EQ(world.ask({1}, "a"), first);
  EXPECT_NE(world.ask({2}, "a"), first);
}

TEST_F(KnownKeysTest, AKeyIsForgottenAfterADayAndGivesItsPlaceBack) {
  World world;
  for (int i = 0; i < 12; ++i) world.ask({1}, std::to_string(i));
  world.work();
  EXPECT_EQ(world.keys().figures().keys, 12U);
  EXPECT_GE(world.keys().figures().runs, 1U);
  world.pass(ledger::day_ms);
  world.audit();
  EXPECT_EQ(world.keys().figures().keys, 12U);
  world.pass(2 * minute_ms);
  EXPECT_EQ(world.keys().figures().keys, 0U);
  EXPECT_EQ(world.keys().figures().runs, 0U);
  EXPECT_TRUE(world.files().empty());
}

TEST_F(KnownKeysTest, AfterTheTimeHasJumpedNoKeyIsForgottenBeforeAnotherDayIsOver) {
  World world;
  const auto first = world.ask({1}, "first");
  for (int i = 0; i < 2; ++i) world.ask({1}, std::to_string(i));
  world.work();
  world.keys().time_jumps({world.now().milliseconds + 3 * ledger::day_ms});
  world.pass(3 * ledger::day_ms);
  world.pass(ledger::day_ms);
  EXPECT_EQ(world.ask({1}, "first"), first);
  world.pass(2 * minute_ms);
  EXPECT_EQ(world.keys().figures().keys, 0U);
}

// The time of a record is that of its call's admission: two of one key may look as if there were no
// day between them.
TEST_F(KnownKeysTest, OfTwoRecordsOfAKeyTheNewerIsItsAnswer) {
  World world;
  world.table_rows_max = 8;
  world.start();
  world.record({1}, "a");
  const ledger::Sequence newer = world.record({1}, "a");
  EXPECT_EQ(world.ask({1}, "a"), newer) << "in memory";
  world.start();
  EXPECT_EQ(world.ask({1}, "a"), newer) << "read again";
  for (int i = 0; i < 8; ++i) world.ask({1}, std::to_string(i));
  world.work();
  ASSERT_GE(world.keys().figures().runs, 1U);
  EXPECT_EQ(world.ask({1}, "a"), newer) << "in a run";
}

TEST_F(KnownKeysTest, AtTheBoundAFreshKeyHasNoPlaceUntilOldOnesAreForgotten) {
  World world;
  world.keys_max = 5;
  world.start();
  EXPECT_TRUE(world.keys().try_take());
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(world.ask({1}, std::to_string(i)));
  EXPECT_FALSE(world.ask({1}, "4"));
  world.keys().give_back();
  EXPECT_TRUE(world.ask({1}, "4"));
  EXPECT_FALSE(world.ask({1}, "fresh"));
  EXPECT_TRUE(world.ask({1}, "0"));
  world.work();
  world.pass(ledger::day_ms + 2 * minute_ms);
  EXPECT_TRUE(world.ask({1}, "fresh"));
}

TEST_F(KnownKeysTest, KeysThatWereThereAtTheStartTakePlaces) {
  World world;
  for (int i = 0; i < 10; ++i) world.ask({1}, std::to_string(i));
  world.keys_max = 11;
  world.start();
  EXPECT_EQ(world.keys().figures().keys, 10U);
  EXPECT_TRUE(world.ask({1}, "eleventh"));
  EXPECT_FALSE(world.ask({1}, "twelfth"));
}

TEST_F(KnownKeysTest, RunsAreFewHoweverManyTables) {
  World world;
  for (int i = 0; i < 300; ++i) {
    world.ask({1}, std::to_string(i));
    world.pass(minute_ms);
    world.work();
  }
  world.audit();
  // Of at most 12 rows each, where neighbours together have more.
  EXPECT_LE(world.keys().figures().runs, 60U);
  EXPECT_EQ(world.files().size(), world.keys().figures().runs);
}

TEST_F(KnownKeysTest, AStartReadsOnlyWhatTheRunsLack) {
  World world;
  world.table_rows_max = 10'000;
  world.start();
  for (int i = 0; i < 5'000; ++i) world.ask({1}, std::to_string(i));
  world.restart();
  EXPECT_EQ(world.keys().figures().runs, 1U);
  EXPECT_EQ(said, "");
  world.audit();
}

// A reader on another thread while tables fill up, become runs, are merged.
TEST_F(KnownKeysTest, AReaderMissesNothingWhileItMoves) {
  World world;
  world.ask({1}, "0");
  std::atomic<int> added = 0;
  std::atomic<bool> done = false;
  int missed = 0;
  {
    const std::jthread keeper{[&] {
      while (!done) world.keys().work();
    }};
    const std::jthread reader{[&] {
      for (int n = 0; !done; n = n < added ? n + 1 : 0) {
        const std::string key = std::to_string(n);
        missed += world.keys().find(world.hash({1}, key), {1}, key).seen == Seen::known ? 0 : 1;
      }
    }};
    for (int i = 1; i < 2'000; ++i)
      if (world.ask({1}, std::to_string(i)))
        added = i;
      else
        --i;
    done = true;
  }
  EXPECT_EQ(missed, 0);
  world.audit();
}

}  // namespace
}  // namespace bursar::persistence::known_keys_test
