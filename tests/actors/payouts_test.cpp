// Payouts, from their asking to their end, with somebody outside who does not always answer.

#include "actors/payouts.hpp"

#include "tests/actors/owing.hpp"
#include "tests/actors/payouts_world.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::payouts_test {
namespace {

using ledger::Errc;
using ledger::Money;
using ledger::PayoutStatus;
using ledger::Sequence;
using tests::FakeConnector;
using tests::PayoutsWorld;
using tests::usd;
using World = tests::EngineWorld;

constexpr std::int64_t pending_ms = PayoutsWorld::pending_ms;

// A wallet with 100.00.
class PayoutsTest : public testing::Test, protected PayoutsWorld {};

TEST_F(PayoutsTest, APayoutIsHeldSubmittedSettledAndPaid) {
  const ledger::Record payout = asked();
  EXPECT_EQ(state().held, usd("40.00"));
  EXPECT_EQ(status(payout), PayoutStatus::pending);
  EXPECT_EQ(bank().asked, 0) << "nobody hears of it while it may be cancelled";
  pass(pending_ms);
  EXPECT_EQ(status(payout), PayoutStatus::settling);
  ASSERT_EQ(bank().had.size(), 1U);
  EXPECT_EQ(bank().had.begin()->second.amount, usd("40.00"));
  EXPECT_EQ(state().posted, usd("100.00"));
  bank().finish(FakeConnector::Standing::completed);
  pass_slowly(3);
  EXPECT_EQ(status(payout), PayoutStatus::completed);
  EXPECT_EQ(state().posted, usd("60.00"));
  EXPECT_EQ(state().held, Money{});
  const auto end = world->store->records().at(row(payout).last.value - 1);
  EXPECT_EQ(std::get<ledger::PayoutCompleted>(end.fact).reference,
            "bank " + bank().had.begin()->first);
  EXPECT_EQ(end.previous_of_payment, payout.sequence);
  EXPECT_EQ(bank().had.begin()->second.submitted, 1);
}

// The bound is within the letter.
TEST_F(PayoutsTest, WhatItIsCalledIsKeptInWholeLetters) {
  bank().calls_them = std::string(reference_bytes_max - 1, 'x') + "\u00e9";
  const ledger::Record payout = asked();
  pass(pending_ms);
  bank().finish(FakeConnector::Standing::completed);
  pass_slowly(3);
  const auto end = world->store->records().at(row(payout).last.value - 1);
  EXPECT_EQ(std::get<ledger::PayoutCompleted>(end.fact).reference,
            std::string(reference_bytes_max - 1, 'x'));
}

TEST_F(PayoutsTest, OneThatFailsGivesItsMoneyBack) {
  const ledger::Record payout = asked();
  pass(pending_ms);
  bank().finish(FakeConnector::Standing::refused);
  pass_slowly(3);
  EXPECT_EQ(status(payout), PayoutStatus::failed);
  EXPECT_EQ(state().posted, usd("100.00"));
  EXPECT_EQ(state().held, Money{});
  EXPECT_EQ(state().usage.in_total, Money{});
}

TEST_F(PayoutsTest, WhatOneThatFailsHadHeldRepaysWhatIsOwed) {
  asked();
  owe(*world, wallet, org.wallet);
  pass(pending_ms);
  bank().finish(FakeConnector::Standing::refused);
  pass_slowly(3);
  expect_repaid(*world, wallet, usd("40.00"));
}

TEST_F(PayoutsTest, WhatOneThatIsCancelledHadHeldRepaysWhatIsOwed) {
  const ledger::Record payout = asked();
  owe(*world, wallet, org.wallet);
  cancel(payout);
  run();
  expect_repaid(*world, wallet, usd("40.00"));
}

TEST_F(PayoutsTest, OneThatNobodyWouldTakeIsNeverSubmitted) {
  bank().authorizes = false;
  const ledger::Record payout = asked();
  pass(pending_ms);
  EXPECT_EQ(status(payout), PayoutStatus::failed);
  EXPECT_TRUE(bank().had.empty());
  EXPECT_EQ(state().held, Money{});
}

TEST_F(PayoutsTest, ItIsCancelledUntilItIsSubmitted) {
  const ledger::Record first = asked();
  const auto told = cancel(first);
  run();
  EXPECT_EQ(std::get<ledger::PayoutEnded>(told.outcome()->record->fact).status,
            PayoutStatus::cancelled);
  EXPECT_EQ(state().held, Money{});
  const auto again = cancel(first);
  run();
  EXPECT_EQ(again.outcome().error().code, Errc::invalid_state);
  const ledger::Record second = asked();
  pass(pending_ms);
  const auto late = cancel(second);
  run();
  EXPECT_EQ(late.outcome().error().code, Errc::invalid_state);
  EXPECT_EQ(bank().had.size(), 1U);
}

TEST_F(PayoutsTest, WhatWasSubmittedWithoutAnAnswerIsAskedAboutByItsId) {
  bool once = false;
  bank().loses = [&] {
    return std::exchange(once, true) ? FakeConnector::Loss::none : FakeConnector::Loss::answer;
  };
  const ledger::Record payout = asked();
  pass(pending_ms);
  EXPECT_EQ(status(payout), PayoutStatus::submitted);
  pass_slowly(3);
  EXPECT_EQ(status(payout), PayoutStatus::settling);
  EXPECT_EQ(bank().had.begin()->second.submitted, 1) << "it had it";
}

TEST_F(PayoutsTest, WhatNeverArrivedIsSubmittedAgainUnderItsId) {
  bool once = false;
  bank().loses = [&] {
    return std::exchange(once, true) ? FakeConnector::Loss::none : FakeConnector::Loss::on_the_way;
  };
  const ledger::Record payout = asked();
  pass(pending_ms);
  EXPECT_TRUE(bank().had.empty());
  pass_slowly(6);
  EXPECT_EQ(status(payout), PayoutStatus::settling);
  EXPECT_EQ(bank().had.size(), 1U);
}

TEST_F(PayoutsTest, AnOrderTellsWhenItWasAskedFor) {
  const ledger::Record payout = asked();
  pass(pending_ms);
  EXPECT_EQ(bank().last_asked_at, payout.time);
}

// It was accepted, and while that was written down the same was asked once more.
TEST_F(PayoutsTest, ARefusalOfWhatIsBeingSubmittedReleasesNothing) {
  const ledger::Record payout = asked();
  world->hold_the_disk();
  pass(pending_ms);
  bank().authorizes = false;
  pass_slowly(70);
  EXPECT_TRUE(bank().had.empty());
  world->let_the_disk_go();
  pass_slowly(3);
  EXPECT_EQ(status(payout), PayoutStatus::settling);
  EXPECT_EQ(state().held, usd("40.00"));
  EXPECT_EQ(bank().had.size(), 1U);
}

TEST_F(PayoutsTest, WhatWasSubmittedBehindTheBackupGoesOnAsSubmitted) {
  const ledger::Record payout = asked();
  const auto backup = world->store->records();
  pass(pending_ms);
  bank().finish(FakeConnector::Standing::completed);
  bank().authorizes = false;  // it would not take it a second time
  restore(backup);
  const auto cancelled = cancel(payout);
  run();
  EXPECT_TRUE(cancelled.refused(Errc::invalid_state));
  pass_slowly(10);
  EXPECT_EQ(status(payout), PayoutStatus::completed);
  EXPECT_EQ(state().posted, usd("60.00"));
  ASSERT_EQ(bank().had.size(), 1U);
  EXPECT_EQ(bank().moved(), usd("40.00"));
}

TEST_F(PayoutsTest, WhatNobodyHadHeardOfBeforeARestoreBeginsAnew) {
  const ledger::Record payout = asked();
  restore(world->store->records());
  pass(pending_ms);
  pass_slowly(10);
  EXPECT_EQ(status(payout), PayoutStatus::settling);
  EXPECT_EQ(bank().had.begin()->second.submitted, 1);
  bank().authorizes = false;
  const ledger::Record another = asked("10.00");
  restore(world->store->records());
  pass(pending_ms);
  pass_slowly(10);
  EXPECT_EQ(status(another), PayoutStatus::failed);
}

TEST_F(PayoutsTest, ARestartGoesOnWhereItWas) {
  const ledger::Record pending = asked("10.00");
  pass(pending_ms - 1);
  restart();
  EXPECT_EQ(status(pending), PayoutStatus::pending);
  pass(1'000);
  EXPECT_EQ(status(pending), PayoutStatus::settling);
  restart();
  EXPECT_EQ(status(pending), PayoutStatus::settling);
  bank().finish(FakeConnector::Standing::completed);
  pass_slowly(5);
  EXPECT_EQ(status(pending), PayoutStatus::completed);
  EXPECT_EQ(bank().had.begin()->second.submitted, 1);
  restart();
  EXPECT_EQ(status(pending), PayoutStatus::completed);
  EXPECT_EQ(state().posted, usd("90.00"));
}

TEST_F(PayoutsTest, AFrozenWalletsPayoutWaits) {
  const ledger::Record payout = asked();
  ChangeWallet freeze;
  freeze.organization = wallet.organization;
  freeze.wallet = wallet.account;
  freeze.status = ledger::WalletStatus::frozen;
  freeze.now = world->clock.now();
  world->ask<ChangeWalletCall>(freeze);
  run();
  pass_slowly(90);
  EXPECT_EQ(status(payout), PayoutStatus::pending);
  EXPECT_TRUE(bank().had.empty());
  freeze.status = ledger::WalletStatus::active;
  world->ask<ChangeWalletCall>(freeze);
  run();
  pass_slowly(90);
  EXPECT_EQ(status(payout), PayoutStatus::settling);
}

TEST_F(PayoutsTest, AKeyAsksForOnePayoutHoweverOftenItIsSent) {
  const auto first = ask("40.00", "order");
  const auto second = ask("40.00", "order");
  const auto other = ask("41.00", "order");
  const auto elsewhere = ask("40.00", "order", 2);
  run();
  EXPECT_EQ(first.outcome()->record->sequence, second.outcome()->record->sequence);
  EXPECT_TRUE(second.outcome()->replayed);
  EXPECT_EQ(other.outcome().error().code, Errc::idempotency_conflict);
  EXPECT_EQ(elsewhere.outcome().error().code, Errc::idempotency_conflict);
  EXPECT_EQ(state().payouts.size(), 1U);
}

TEST_F(PayoutsTest, WhereNobodySettlesNothingIsHeld) {
  bank().served = {};
  restart();
  const auto told = ask("40.00");
  run();
  EXPECT_EQ(told.outcome().error().code, Errc::settlement_not_configured);
  EXPECT_EQ(state().held, Money{});
}

TEST_F(PayoutsTest, AWalletWithAPayoutUnderWayIsNotEnded) {
  asked();
  EndWallet end;
  end.organization = wallet.organization;
  end.wallet = wallet.account;
  end.now = world->clock.now();
  const auto refused = world->ask<EndWalletCall>(end);
  run();
  EXPECT_EQ(refused.outcome().error().code, Errc::holds_open);
}

TEST_F(PayoutsTest, WithNoRoomOnTheDiskNoneBeginsAndThoseThereGoOn) {
  const ledger::Record first = asked("10.00");
  const ledger::Record second = asked("20.00");
  world->room->read_only(true);
  const auto refused = ask("5.00");
  const auto cancelled = cancel(first);
  run();
  EXPECT_EQ(refused.outcome().error().code, Errc::read_only);
  EXPECT_TRUE(cancelled.outcome());
  pass(pending_ms);
  EXPECT_EQ(status(second), PayoutStatus::settling);
}

TEST_F(PayoutsTest, TheBooksOfItAllAgree) {
  const ledger::Record first = asked("10.00");
  const auto cancelled = cancel(first);
  run();
  asked("20.00");
  pass(pending_ms);
  bank().finish(FakeConnector::Standing::completed);
  pass_slowly(5);
  asked("30.00");
  EXPECT_EQ(world->books().wallets.at(wallet.account).state(), state());
  EXPECT_TRUE(world->fatal.empty());
}

// Whatever is lost on the way, whenever the engine ends: what left the wallet is what arrived.
RC_GTEST_PROP(PayoutsPropertyTest, NothingIsPaidTwiceAndNoSumIsLost, ()) {
  PayoutsWorld all;
  std::vector<ledger::Record> payouts;
  const auto lossy = [] { return static_cast<FakeConnector::Loss>(*rc::gen::inRange<int>(0, 3)); };
  all.bank().loses = lossy;
  for (int deeds = *rc::gen::inRange(5, 25); deeds > 0; --deeds) {
    switch (*rc::gen::inRange(0, 7)) {
      case 0:
      case 1:
        if (const auto told = all.ask("7.00"); all.run(), told.outcome())
          payouts.push_back(*told.outcome()->record);
        break;
      case 2:
        if (!payouts.empty()) {
          const auto told = all.cancel(payouts.back());
          all.run();
        }
        break;
      case 3:
        all.restart();
        all.bank().loses = lossy;
        break;
      case 4:
        all.bank().finish(*rc::gen::arbitrary<bool>() ? FakeConnector::Standing::completed
                                                      : FakeConnector::Standing::refused);
        break;
      case 5:
        all.pass(pending_ms);
        break;
      default:
        all.pass_slowly(*rc::gen::inRange(1, 40));
    }
  }
  all.bank().loses = [] { return FakeConnector::Loss::none; };
  all.pass_slowly(200);
  all.bank().finish(FakeConnector::Standing::completed);
  all.pass_slowly(200);
  RC_ASSERT(all.world->fatal.empty());
  RC_ASSERT(all.state().held == Money{});
  RC_ASSERT(all.state().payouts.empty());
  RC_ASSERT(usd("100.00") - all.state().posted == all.bank().moved());
  for (const ledger::Record& payout : payouts) RC_ASSERT(!still_open(all.status(payout)));
}

}  // namespace
}  // namespace bursar::actors::payouts_test
