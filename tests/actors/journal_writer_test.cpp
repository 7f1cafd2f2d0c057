#include "actors/journal_writer.hpp"

#include "tests/support/engine_world.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::journal_writer_test {
namespace {

using tests::Fault;
using tests::usd;
using World = tests::EngineWorld;

class JournalWriterTest : public testing::TestWithParam<Fault> {
 protected:
  auto pay() { return world.pay(World::outside(wallet, usd("1.00"))); }
  void run() { world.run(); }

  World world;
  const World::Signed owner = world.sign_up();
  const ledger::WalletAddress wallet = world.funded_wallet(owner, usd("1000.00"));
  const std::size_t before = world.store->records().size();
};

TEST_F(JournalWriterTest, AllThatWaitsBecomesOneBatch) {
  world.hold_the_disk();
  for (int i = 0; i < 100; ++i) pay();
  run();
  world.let_the_disk_go();
  EXPECT_EQ(world.store->batch_sizes().back(), 100U);
}

TEST_F(JournalWriterTest, ReadsAndRefusalsAloneWriteNothing) {
  const auto batches = world.store->batch_sizes().size();
  world.balance(wallet);
  const auto refused = world.pay(World::outside(wallet, usd("5000.00")));
  run();
  EXPECT_TRUE(refused.answered());
  EXPECT_EQ(world.store->batch_sizes().size(), batches);
}

TEST_F(JournalWriterTest, AnAnswerTellsTheSequenceThatItRestsOn) {
  auto organization = owner.principal.organization;
  auto call = std::make_shared<PayCall>();
  call->command = World::outside(wallet, usd("1.00"));
  call->organization = organization;
  const tests::Told<PayCall> paid{*call};
  world.room->pay(std::move(call));
  auto read_call = std::make_shared<BalanceCall>();
  read_call->command = {wallet.account};
  read_call->organization = organization;
  const tests::Told<BalanceCall> read{*read_call};
  run();
  world.room->balance(std::move(read_call));
  run();
  const auto sequence = paid.outcome()->record->organizations[0].sequence;
  EXPECT_EQ(paid.call().rests_on, sequence);
  EXPECT_EQ(read.call().rests_on, sequence);
  EXPECT_EQ(world.room->marks().of(organization), sequence);
}

TEST_F(JournalWriterTest, TimeNeverGoesBackInTheJournal) {
  pay();
  run();
  world.clock.advance(-5'000);
  pay();
  run();
  EXPECT_NO_FATAL_FAILURE(world.books());
}

TEST_P(JournalWriterTest, WithoutADurableCommitTheProcessStopsAndNothingIsAnswered) {
  world.store->fail_next(GetParam());
  const auto paid = pay();
  const auto read = world.balance(wallet);
  run();
  EXPECT_EQ(world.fatal.size(), 1U);
  EXPECT_TRUE(world.room->stopped());
  EXPECT_TRUE(paid.lost() && read.lost());
}

TEST_P(JournalWriterTest, AfterThatNothingIsWrittenAnyMore) {
  world.store->fail_next(GetParam());
  pay();
  run();
  const auto left = world.store->records().size();
  const auto paid = pay();
  const auto read = world.balance(wallet);
  run();
  EXPECT_EQ(world.store->records().size(), left);
  EXPECT_TRUE(paid.lost() && read.lost());
}

TEST_P(JournalWriterTest, TheNextEngineAgreesWithEveryAnswerGiven) {
  const auto told = world.pay(World::outside(wallet, usd("1.00"), "told"));
  run();
  world.store->fail_next(GetParam());
  const auto unknown = world.pay(World::outside(wallet, usd("2.00"), "unknown"));
  run();
  ASSERT_TRUE(told.allowed() && unknown.lost());

  World next{1, {}, world.store->records()};
  const auto again = next.pay(World::outside(wallet, usd("1.00"), "told"));
  const auto retried = next.pay(World::outside(wallet, usd("2.00"), "unknown"));
  next.run();
  EXPECT_TRUE(again.outcome()->replayed);
  EXPECT_EQ(*again.outcome()->record, *told.outcome()->record);
  EXPECT_EQ(retried.outcome()->replayed, GetParam() == Fault::unknown_kept);
  EXPECT_EQ(next.posted(wallet), usd("996.988"));
}

INSTANTIATE_TEST_SUITE_P(Faults, JournalWriterTest,
                         testing::Values(Fault::throws, Fault::unknown_kept, Fault::unknown_lost));

}  // namespace
}  // namespace bursar::actors::journal_writer_test
