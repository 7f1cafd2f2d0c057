#include "tests/actors/engine_alone.hpp"

#include <atomic>
#include <chrono>
#include <optional>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::engine_end_test {
namespace {

using tests::Told;

using EngineEndTest = tests::EngineAlone;

// Two engines go on from the same records; the second knows that it was restored.
TEST_P(EngineEndTest, AfterARestoreNoIdOfAPaymentIsMadeAgain) {
  begin();
  sign_up();
  auto backup = store.records();
  std::vector<Told<PayCall>> lost;
  for (int i = 0; i < 100; ++i) lost.push_back(pay("1.00"));
  engine->drain();
  std::set<ledger::Bits128> ids;
  for (const auto& told : lost) ids.insert(engine->payment_id(*told.outcome()->record));

  backup.push_back({.sequence = {backup.back().sequence.value + 1},
                    .epoch = 1,
                    .time = backup.back().time,
                    .fact = ledger::Recovered{.verified_from = {1}}});
  tests::SimulatedStore restored{backup};
  begin_over(restored, restored);
  std::vector<Told<PayCall>> again;
  for (int i = 0; i < 100; ++i) again.push_back(pay("1.00"));
  engine->drain();
  for (const ledger::Bits128& id : ids) EXPECT_EQ(engine->payment(id), std::nullopt);
  for (const auto& told : again) {
    const ledger::Record& record = *told.outcome()->record;
    EXPECT_EQ(record.epoch, 1);
    EXPECT_EQ(engine->payment(engine->payment_id(record)), record);
    EXPECT_TRUE(ids.insert(engine->payment_id(record)).second);
  }
  engine.reset();
}

TEST_P(EngineEndTest, TheNextEngineGoesOnWhereTheJournalEnds) {
  begin();
  sign_up();
  const auto first = pay("5.00", "k");
  engine->drain();
  const auto record = *first.outcome()->record;
  engine.reset();
  begin();
  const auto again = pay("5.00", "k");
  engine->drain();
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_EQ(*again.outcome()->record, record);
  EXPECT_TRUE(engine->authenticate(secret, clock.now()));
}

TEST_P(EngineEndTest, AfterACommitOfUnknownOutcomeEveryCallIsLostAndDrainEnds) {
  begin();
  sign_up();
  store.fail_next(tests::Fault::unknown_lost);
  const auto first = pay("1.00");
  engine->drain();
  const auto second = pay("1.00");
  engine->drain();
  engine.reset();
  EXPECT_TRUE(first.lost() && second.lost());
}

TEST_P(EngineEndTest, WhenTheEngineIsGoneEveryCallHasItsAnswer) {
  begin();
  sign_up();
  const auto before = store.records().size();
  std::vector<Told<PayCall>> all;
  for (int i = 0; i < 100; ++i) all.push_back(pay("1.00"));
  engine.reset();
  std::size_t allowed = 0;
  for (const auto& told : all) {
    EXPECT_TRUE(told.lost() || told.allowed());
    allowed += told.answered() ? 1 : 0;
  }
  EXPECT_LE(allowed, store.records().size() - before);
}

// On the pool, because there somebody else than who drains waits for the reader.
using EngineOnThePoolTest = tests::EngineAlone;

TEST_P(EngineOnThePoolTest, DrainSaysWhetherEveryCallWasAnsweredInTime) {
  begin();
  sign_up();
  pay("5.00", "k");
  ASSERT_TRUE(engine->drain());
  std::atomic<bool> held = true;
  reader.before_record = [&held] { held.wait(true); };
  const auto again = pay("5.00", "k");
  EXPECT_FALSE(engine->drain(std::chrono::milliseconds{20}));
  EXPECT_TRUE(again.silent());
  held = false;
  held.notify_all();
  EXPECT_TRUE(engine->drain());
  EXPECT_TRUE(again.outcome()->replayed);
}

INSTANTIATE_TEST_SUITE_P(Pool, EngineOnThePoolTest, testing::Values(Scheduling::pool));

INSTANTIATE_TEST_SUITE_P(Schedulings, EngineEndTest, tests::both_schedulings(),
                         tests::scheduling_name);

}  // namespace
}  // namespace bursar::actors::engine_end_test
