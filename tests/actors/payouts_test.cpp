// Payouts, from their asking to their end, with somebody outside who does not always answer.

#include "actors/payouts.hpp"

#include "tests/support/engine_world.hpp"

#include <chrono>
#include <memory>
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
using std::chrono::milliseconds;
using tests::FakeConnector;
using tests::usd;
using World = tests::EngineWorld;

constexpr std::int64_t pending_ms = 10'000;
constexpr std::int64_t minute_ms = 60'000;

struct PayoutsWorld {
  Engine::Options options() {
    Engine::Options options;
    options.terms.payout_pending_ms = pending_ms;
    options.settle_ms_max = 10 * minute_ms;
    options.on_payout_silent = [this](const SilentPayout& one) { silent.push_back(one); };
    options.connector_silent_ms_max = 5 * minute_ms;
    options.on_connector_silent = [this](const SilentConnector& one) { mute.push_back(one); };
    return options;
  }

  void run() { world->run(); }
  void pass(std::int64_t ms) {
    world->clock.advance(ms);
    world->schedule.advance(milliseconds{ms});
    // What follows at once follows after a wink.
    for (int winks = 0; winks < 4; ++winks) world->schedule.advance(milliseconds{2});
  }
  /// A second at a time, so that whoever looks after them wakes.
  void pass_slowly(std::int64_t seconds) {
    for (; seconds > 0; --seconds) pass(1'000);
  }
  auto ask(std::string_view written, std::string key = {}, std::uint64_t destination = 1) {
    PayOutCommand command;
    command.payout = {.pay = {.payer = wallet,
                              .payee_external = "dest_1",
                              .amount = tests::amount(written),
                              .description = "rent"},
                      .destination = {.masked = R"({"account":"****3210"})", .sealed = {1, 2}}};
    command.destination = {destination, 1};
    command.keyed.key = std::move(key);
    command.now = world->clock.now();
    return world->tell<PayOutCall>(std::move(command),
                                   [&](auto call) { world->room->pay_out(call); });
  }
  ledger::Record asked(std::string_view written = "40.00") {
    const auto told = ask(written);
    run();
    return *told.outcome()->record;
  }
  auto cancel(const ledger::Record& payout) {
    CancelPayoutCommand command;
    command.act = {.payout = payout.sequence,
                   .payout_epoch = payout.epoch,
                   .asked = std::get<ledger::PayoutAsked>(payout.fact)};
    command.now = world->clock.now();
    return world->tell<CancelPayoutCall>(std::move(command),
                                         [&](auto call) { world->room->cancel_payout(call); });
  }
  ledger::Payout row(const ledger::Record& payout) {
    const auto told = world->tell<PayoutCall>(PayoutQuery{payout.sequence},
                                              [&](auto call) { world->room->ask_payouts(call); });
    run();
    return *told.outcome();
  }
  PayoutStatus status(const ledger::Record& payout) { return row(payout).status; }
  ledger::WalletState state() {
    const auto told = world->balance(wallet);
    run();
    return told.outcome()->state;
  }
  void restart() {
    const auto records = world->store->records();
    const auto now = world->clock.now().milliseconds;
    auto bank = world->connector;
    world.reset();
    world = std::make_unique<World>(++seed, options(), records, World::Derive{}, std::move(bank));
    world->clock.advance(now - world->clock.now().milliseconds);
  }
  FakeConnector& bank() { return *world->connector; }

  std::uint64_t seed = 1;
  std::vector<SilentPayout> silent;
  std::vector<SilentConnector> mute;
  std::unique_ptr<World> world = std::make_unique<World>(seed, options());
  World::Signed org = world->sign_up();
  ledger::WalletAddress wallet = world->funded_wallet(org, usd("100.00"));
};

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

TEST_F(PayoutsTest, ASilentConnectorRaisesAnAlarmAndReleasesNothing) {
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

TEST_F(PayoutsTest, AConnectorThatAnswersNothingRaisesAnAlarmAndReleasesNothing) {
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

TEST_F(PayoutsTest, OneThatIsSaidToBeUnreachableIsSilentToo) {
  const ledger::Record payout = asked();
  pass(pending_ms);
  bank().loses = [] { return FakeConnector::Loss::on_the_way; };
  pass_slowly(7 * 60);
  EXPECT_FALSE(mute.empty());
  EXPECT_EQ(status(payout), PayoutStatus::settling);
  EXPECT_EQ(state().held, usd("40.00"));
}

TEST_F(PayoutsTest, WhereNothingIsOpenNobodyIsSilent) {
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
