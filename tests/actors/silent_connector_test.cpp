// A connector that says nothing, of a payout or at all: somebody is told, and nothing is released.

#include "actors/connector_silence.hpp"
#include "tests/actors/payouts_world.hpp"

#include <cstddef>

#include <gtest/gtest.h>

namespace bursar::actors::silent_connector_test {
namespace {

using ledger::PayoutStatus;
using tests::FakeConnector;
using tests::usd;

class SilentConnectorTest : public testing::Test, protected tests::PayoutsWorld {};

TEST_F(SilentConnectorTest, APayoutThatIsWithItForTooLongRaisesAnAlarmAndIsNotReleased) {
  const ledger::Record payout = asked();
  pass(pending_ms);
  EXPECT_EQ(status(payout), PayoutStatus::settling);
  bank().silent = true;
  pass_slowly(9 * 60);
  EXPECT_TRUE(silent.empty());
  pass_slowly(3 * 60);
  ASSERT_FALSE(silent.empty());
  EXPECT_EQ(silent.front().payout, bank().last_id);
  EXPECT_EQ(silent.front().silent, 1U);
  EXPECT_LE(silent.size(), 3U) << "once a minute";
  EXPECT_EQ(world->room->payout_figures().silent.load(), 1U);
  EXPECT_EQ(status(payout), PayoutStatus::settling);
  EXPECT_EQ(state().held, usd("40.00"));
  bank().silent = false;
  bank().finish(FakeConnector::Standing::completed);
  pass_slowly(120);
  EXPECT_EQ(status(payout), PayoutStatus::completed);
  EXPECT_EQ(world->room->payout_figures().open.load(), 0U);
}

TEST_F(SilentConnectorTest, OneThatAnswersNothingRaisesAnAlarmAndReleasesNothing) {
  const ledger::Record first = asked("10.00");
  bank().silent = true;
  pass(pending_ms);
  const ledger::Time since = world->clock.now();
  const ledger::Record second = asked("20.00");
  pass_slowly(4 * 60);
  EXPECT_TRUE(mute.empty());
  EXPECT_EQ(world->room->payout_figures().connector_silent_since_ms.load(), 0);
  pass_slowly(3 * 60);
  ASSERT_FALSE(mute.empty());
  EXPECT_LE(mute.front().since.milliseconds - since.milliseconds, 1'000);
  EXPECT_EQ(mute.front().open, 2U);
  EXPECT_LE(mute.size(), 3U) << "once a minute";
  EXPECT_EQ(world->room->payout_figures().connector_silent_since_ms.load(),
            mute.front().since.milliseconds);
  EXPECT_EQ(status(first), PayoutStatus::pending);
  EXPECT_EQ(status(second), PayoutStatus::pending);
  EXPECT_EQ(state().held, usd("30.00"));
  bank().silent = false;
  pass_slowly(60);
  EXPECT_EQ(world->room->payout_figures().connector_silent_since_ms.load(), 0);
  EXPECT_EQ(status(first), PayoutStatus::settling);
  EXPECT_EQ(status(second), PayoutStatus::settling);
  const std::size_t told = mute.size();
  pass_slowly(10 * 60);
  EXPECT_EQ(mute.size(), told) << "it answers, whatever it is that it says";
}

TEST_F(SilentConnectorTest, OneThatIsSaidToBeUnreachableIsSilentToo) {
  const ledger::Record payout = asked();
  pass(pending_ms);
  bank().loses = [] { return FakeConnector::Loss::on_the_way; };
  pass_slowly(7 * 60);
  EXPECT_FALSE(mute.empty());
  EXPECT_EQ(status(payout), PayoutStatus::settling);
  EXPECT_EQ(state().held, usd("40.00"));
}

TEST_F(SilentConnectorTest, WhereNothingIsOpenNobodyIsSilent) {
  const ledger::Record payout = asked();
  bank().silent = true;
  pass(pending_ms);
  pass_slowly(7 * 60);
  EXPECT_NE(world->room->payout_figures().connector_silent_since_ms.load(), 0);
  const auto told = cancel(payout);
  run();
  ASSERT_TRUE(told.outcome().has_value());
  EXPECT_EQ(world->room->payout_figures().connector_silent_since_ms.load(), 0);
}

}  // namespace
}  // namespace bursar::actors::silent_connector_test
