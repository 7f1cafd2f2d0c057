#include "actors/projector.hpp"

#include "tests/support/engine_world.hpp"
#include "tests/support/simulated_follower.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <caf/send.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::actors::projector_test {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::usd;
using World = tests::EngineWorld;

class ProjectorTest : public testing::Test {
 protected:
  ~ProjectorTest() override {
    caf::anon_send_exit(projector, caf::exit_reason::user_shutdown);
    schedule.run();
  }

  void durable(std::uint64_t last) { marks.mark(ledger::Sequence{last}); }

  std::vector<std::string> fatal;
  const OnFatal on_fatal = [this](std::string_view why) { fatal.emplace_back(why); };
  DurableMarks marks;
  tests::SimulatedFollower follower{[this] { return marks.last(); }};
  tests::DeterministicSystem schedule;
  Projector projector = spawn_projector(
      schedule.system(), {.follower = follower, .marks = marks, .on_fatal = on_fatal},
      WriterThread::shared);
};

TEST_F(ProjectorTest, WhatIsDurableByTheEndOfAPauseIsOneBatch) {
  schedule.run();
  for (std::uint64_t last = 1; last <= 300; ++last) durable(last);
  schedule.run();
  EXPECT_THAT(follower.batches, IsEmpty());
  schedule.advance(seconds{1});
  EXPECT_THAT(follower.batches, ElementsAre(300));
}

TEST_F(ProjectorTest, WhereNothingIsNewNothingIsWritten) {
  durable(7);
  schedule.run();
  for (int i = 0; i < 20; ++i) schedule.advance(seconds{1});
  EXPECT_THAT(follower.batches, ElementsAre(7));
}

TEST_F(ProjectorTest, WhoIsFarBehindCatchesUpWithoutAPause) {
  durable(130'000);
  schedule.run();
  EXPECT_THAT(follower.batches, ElementsAre(50'000, 50'000));
  schedule.advance(seconds{1});
  EXPECT_EQ(follower.watermark().value, 130'000U);
}

TEST_F(ProjectorTest, RestIsSaidWhenEverythingIsTakenIn) {
  schedule.run();
  durable(120'000);
  auto done = std::make_shared<std::promise<void>>();
  auto rested = done->get_future();
  caf::anon_send(projector, Rest{std::move(done)});
  schedule.run();
  EXPECT_EQ(rested.wait_for(seconds{0}), std::future_status::ready);
  EXPECT_EQ(follower.watermark().value, 120'000U);
}

TEST_F(ProjectorTest, ACommitOfUnknownOutcomeStopsTheEngine) {
  follower.failing = true;
  durable(1);
  schedule.run();
  EXPECT_THAT(fatal, ElementsAre(HasSubstr("a commit of the views has an unknown outcome")));
}

TEST_F(ProjectorTest, DamageStopsTheEngine) {
  follower.damaged = true;
  durable(1);
  schedule.run();
  EXPECT_THAT(fatal, ElementsAre(HasSubstr("a row is not what was written")));
}

class LagTest : public testing::Test {
 protected:
  World world{0, {.lag_records_max = 20}};
  const World::Signed owner = world.sign_up();
  const ledger::WalletAddress wallet = world.funded_wallet(owner, usd("1000.00"));

  bool refused() {
    const auto told = world.pay(World::outside(wallet, usd("1.00")));
    world.run();
    EXPECT_TRUE(told.allowed() || told.refused(ledger::Errc::overloaded));
    return !told.allowed();
  }
};

TEST_F(LagTest, WhatWouldAddRecordsIsRefusedUntilTheViewsComeNearer) {
  int allowed = 0;
  while (!refused()) ++allowed;
  EXPECT_GT(allowed, 10);
  EXPECT_EQ(world.room->lag_records(), 21U);
  const auto batch =
      world.tell<PayBatchCall>(PayBatchCommand{.payments = {World::outside(wallet, usd("1.00"))}},
                               [&](auto call) { world.room->pay_batch(call); });
  const auto opened = world.ask<OpenWalletCall>(world.opening(owner));
  const auto funded = world.fund(World::from_treasury(wallet, usd("1.00")));
  const auto read = world.balance(wallet);
  WalletsQuery query;
  query.organization = owner.principal.organization;
  const auto listed = world.ask<WalletsCall>(query);
  world.run();
  EXPECT_TRUE(batch.refused(ledger::Errc::overloaded));
  EXPECT_TRUE(opened.refused(ledger::Errc::overloaded));
  EXPECT_TRUE(funded.refused(ledger::Errc::overloaded));
  EXPECT_TRUE(read.allowed());
  EXPECT_TRUE(listed.allowed());
  world.schedule.advance(seconds{1});
  EXPECT_EQ(world.room->lag_records(), 0U);
  EXPECT_FALSE(refused());
}

TEST_F(LagTest, ARefusalForLagStandsUnderNoKey) {
  while (!refused()) continue;
  const auto first = world.pay(World::outside(wallet, usd("1.00"), "k"));
  world.run();
  EXPECT_TRUE(first.refused(ledger::Errc::overloaded));
  world.schedule.advance(seconds{1});
  const auto again = world.pay(World::outside(wallet, usd("1.00"), "k"));
  world.run();
  EXPECT_TRUE(again.allowed());
}

}  // namespace
}  // namespace bursar::actors::projector_test
