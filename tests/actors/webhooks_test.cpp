// Webhooks, with receivers that do not always answer.

#include "actors/webhooks.hpp"

#include "tests/actors/webhooks_world.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>
#include <gtest/gtest.h>

namespace bursar::actors::webhooks_test {
namespace {

using ledger::Errc;
using ledger::WebhookReason;
using ledger::WebhookStatus;
using std::chrono::milliseconds;
using tests::FakePost;
using tests::hour_ms;
using tests::minute_ms;
using tests::usd;
using tests::WebhooksWorld;
using World = tests::EngineWorld;
using Types = std::vector<std::string>;

class WebhooksTest : public testing::Test, protected WebhooksWorld {
 protected:
  /// Nothing more is sent from then on.
  std::future<void> end() {
    auto done = std::make_shared<std::promise<void>>();
    auto ended = done->get_future();
    caf::anon_send(world->room->webhooks(), Rest{std::move(done)});
    world->run();
    return ended;
  }
  static bool over(const std::future<void>& ended) {
    return ended.wait_for(milliseconds{0}) == std::future_status::ready;
  }
};

TEST_F(WebhooksTest, AWebhookHearsInItsOrderWhatItAskedFor) {
  const WebhookRow hook = made();
  EXPECT_TRUE(hook.key);
  EXPECT_EQ(hook.webhook.status, WebhookStatus::enabled);
  pay(3);
  world->fund(World::from_treasury(wallet, usd("1.00")));
  settle();
  EXPECT_EQ(post().types(), (Types{"payment.completed", "payment.completed", "payment.completed"}));
  EXPECT_TRUE(std::ranges::is_sorted(places()));
  EXPECT_EQ(row(hook).progress.delivered, 3U);
  EXPECT_EQ(post().sent.front().url, tests::hook_url);
}

TEST_F(WebhooksTest, WhatWasBeforeItIsNotTold) {
  pay();
  made();
  settle();
  EXPECT_TRUE(post().sent.empty());
}

TEST_F(WebhooksTest, NothingIsToldThatIsNotDurable) {
  made();
  world->hold_the_disk();
  pay();
  settle();
  EXPECT_TRUE(post().sent.empty());
  world->let_the_disk_go();
  settle();
  EXPECT_EQ(post().sent.size(), 1U);
}

TEST_F(WebhooksTest, WhatWasTriedIsRecordedTogether) {
  made();
  made();
  pay(5);
  settle();
  EXPECT_EQ(post().sent.size(), 10U);
  EXPECT_EQ(records_of_deliveries(), 1U);
}

TEST_F(WebhooksTest, WhoeverIsWokenEarlierIsNotWokenTwiceFromThenOn) {
  made();
  settle();
  const std::size_t quiet = world->schedule.timers();
  for (int times = 0; times < 50; ++times) {
    pay();
    world->schedule.advance(milliseconds{20});
  }
  settle();
  settle();
  EXPECT_LE(world->schedule.timers(), quiet + 5);
}

TEST_F(WebhooksTest, WhatFailedIsTriedAgainBesideTheOthers) {
  const WebhookRow hook = made();
  int failures = 2;
  post().answers = [&](const FakePost::Sent&) {
    return std::optional{FakePost::status(failures-- > 0 ? 500 : 200)};
  };
  pay(2);
  settle();
  EXPECT_EQ(row(hook).progress.pending.size(), 2U);
  pay();
  settle();
  EXPECT_EQ(post().sent.size(), 3U) << "it does not wait for those";
  pass(7'000);
  settle();
  EXPECT_EQ(post().sent.size(), 5U);
  EXPECT_TRUE(row(hook).progress.pending.empty());
  EXPECT_EQ(post().sent[3].at, post().sent[0].at);
}

TEST_F(WebhooksTest, ARedirectIsAFailure) {
  const WebhookRow hook = made();
  post().answers = [](const FakePost::Sent&) { return std::optional{FakePost::status(302)}; };
  pay();
  settle();
  EXPECT_EQ(row(hook).progress.pending.size(), 1U);
}

TEST_F(WebhooksTest, WhatCannotBeSignedIsAnAttemptThatFailed) {
  const WebhookRow hook = made();
  post().answers = [](const FakePost::Sent&) {
    return std::optional{FakePost::Answer{.end = OutboundEnd::no_secret}};
  };
  pay();
  settle();
  const ledger::DeliveryProgress progress = row(hook).progress;
  ASSERT_EQ(progress.recent.size(), 1U);
  EXPECT_EQ(progress.recent[0].attempt.end, ledger::DeliveryEnd::no_secret);
  EXPECT_EQ(progress.pending.size(), 1U);
}

TEST_F(WebhooksTest, AReceiverIsLeftAsLongAsItWants) {
  for (const int status : {429, 503}) {
    const WebhookRow hook = made();
    post().answers = [status](const FakePost::Sent&) {
      auto answer = FakePost::status(status);
      answer.retry_after_s = 600;
      return std::optional{answer};
    };
    post().sent.clear();
    pay(2);
    settle();
    EXPECT_EQ(post().sent.size(), 1U) << "all of it rests";
    pass(9 * minute_ms);
    EXPECT_EQ(post().sent.size(), 1U);
    pass(2 * minute_ms);
    settle();
    EXPECT_GT(post().sent.size(), 1U);
    act(hook, RemoveWebhook{});
  }
}

TEST_F(WebhooksTest, OneThatIsGoneIsDisabledAndTheOthersHearOfIt) {
  const WebhookRow hook = made();
  const WebhookRow other = made({"webhook.disabled"});
  post().answers = [&](const FakePost::Sent& sent) {
    return std::optional{FakePost::status(sent.webhook == hook.webhook.made.id ? 410 : 200)};
  };
  pay(3);
  settle();
  EXPECT_EQ(row(hook).status, WebhookStatus::disabled);
  EXPECT_EQ(row(hook).reason, WebhookReason::gone);
  EXPECT_EQ(post().types(), (Types{"payment.completed", "webhook.disabled"}));
  EXPECT_EQ(row(other).status, WebhookStatus::enabled);
}

TEST_F(WebhooksTest, AfterTenAttemptsAWebhookIsDisabledAndGoesOnWhenItIsEnabled) {
  const WebhookRow hook = made();
  post().answers = [](const FakePost::Sent&) { return std::optional{FakePost::status(500)}; };
  pay();
  for (int i = 0; i < 12; ++i) {
    pass(29 * hour_ms);
    settle();
  }
  EXPECT_EQ(post().sent.size(), 10U);
  EXPECT_EQ(row(hook).status, WebhookStatus::disabled);
  EXPECT_EQ(row(hook).reason, WebhookReason::exhausted);
  pay();
  settle();
  EXPECT_EQ(post().sent.size(), 10U);
  post().answers = [](const FakePost::Sent&) { return std::optional{FakePost::status(200)}; };
  EXPECT_TRUE(act(hook, ChangeWebhook{.enabled = true}).outcome());
  settle();
  EXPECT_EQ(post().sent.size(), 11U) << "what came meanwhile, and not what was given up";
}

// A crash between the two would leave it enabled, and its event given up.
TEST_F(WebhooksTest, WhoIsGoneIsDisabledRightBehindTheAttemptThatSaysSo) {
  const WebhookRow hook = made();
  attempt_ends_behind_a_test(hook, 410);
  world->run();
  world->let_the_disk_go();
  settle();
  const auto records = world->store->records();
  const auto marked = std::ranges::find_if(records, [](const ledger::Record& one) {
    return std::holds_alternative<ledger::WebhookMarked>(one.fact);
  });
  ASSERT_NE(marked, records.end());
  const auto* const before = std::get_if<ledger::DeliveriesMade>(&std::prev(marked)->fact);
  ASSERT_NE(before, nullptr);
  EXPECT_EQ(before->webhooks.front().attempts.back().status, 410);
  EXPECT_EQ(row(hook).status, WebhookStatus::disabled);
}

TEST(WebhooksOfManySeeds, WhatComesBehindAChangeIsHeardByIt) {
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    WebhooksWorld w{.seed = seed};
    const WebhookRow hook = w.made({"wallet.funded"});
    w.settle();
    w.world->hold_the_disk();
    w.act(hook, ChangeWebhook{.events = Types{"payment.completed"}});
    w.pay();
    w.world->clock.advance(1'000);
    w.world->schedule.pass(milliseconds{1'000});
    w.world->let_the_disk_go();
    w.settle();
    EXPECT_EQ(w.post().types(), Types{"payment.completed"});
  }
}

TEST_F(WebhooksTest, AWalletsWebhookHearsOfThatWalletAlone) {
  const ledger::WalletAddress other = world->funded_wallet(org, usd("1.00"));
  WebhookScope bound = scope();
  bound.only = other.account;
  const auto told = making({"*"}, bound, other.id);
  ASSERT_TRUE(told.outcome());
  pay();
  world->pay(World::outside(other, usd("0.01")));
  settle();
  EXPECT_EQ(post().types(), Types{"payment.completed"});
  EXPECT_EQ(post().sent.front().webhook, told.outcome()->webhook.made.id);
}

TEST_F(WebhooksTest, WhoHearsLittleIsSoonThroughManyEvents) {
  const WebhookRow hook = made({"wallet.funded"});
  act(hook, ChangeWebhook{.enabled = false});
  for (int hundreds = 0; hundreds < 50; ++hundreds) pay(100);
  world->fund(World::from_treasury(wallet, usd("1.00")));
  act(hook, ChangeWebhook{.enabled = true});
  pass(100);
  EXPECT_EQ(post().types(), Types{"wallet.funded"});
}

// An actor that somebody holds keeps the end of its system waiting.
TEST_F(WebhooksTest, ABellThatIsClosedHoldsNobody) {
  const auto hears = world->room->webhooks();
  const auto held = caf::actor_cast<caf::strong_actor_ptr>(hears);
  const auto before = held->strong_refs.load();
  WebhookBell bell;
  bell.close();
  bell.serve(hears);
  EXPECT_EQ(held->strong_refs.load(), before);
}

TEST_F(WebhooksTest, HowFarOneHasComeThatHearsNothingIsRecorded) {
  const WebhookRow hook = made({"wallet.funded"});
  for (int hundreds = 0; hundreds < 45; ++hundreds) pay(100);
  settle();
  EXPECT_EQ(records_of_deliveries(), 1U);
  EXPECT_GT(row(hook).progress.next.sequence.value, 4'096U);
}

TEST_F(WebhooksTest, AfterARestartNothingIsSentThatWasRecorded) {
  made();
  pay(3);
  settle();
  restart();
  settle();
  EXPECT_EQ(post().sent.size(), 3U);
  pay();
  settle();
  EXPECT_EQ(post().sent.size(), 4U);
}

TEST_F(WebhooksTest, WhatWasAskedForAgainIsSentOnceAlsoBehindACrash) {
  const WebhookRow hook = made({"wallet.funded"});
  pay();
  settle();
  const ledger::Record paid = world->store->records().back();
  ASSERT_TRUE(std::holds_alternative<ledger::Paid>(paid.fact));
  act(hook, RedeliverEvent{.record = paid.sequence, .at = {paid.organizations[0].sequence}});
  act(hook, ChangeWebhook{.events = Types{"payment.completed"}});
  restart();
  settle();
  EXPECT_EQ(post().sent.size(), 1U);
}

TEST_F(WebhooksTest, AfterACrashWhatWasNotRecordedIsSentAgain) {
  made();
  pay(2);
  world->schedule.advance(milliseconds{20});
  world->schedule.advance(milliseconds{20});
  ASSERT_EQ(post().sent.size(), 2U);
  ASSERT_EQ(records_of_deliveries(), 0U);
  restart();
  settle();
  ASSERT_EQ(post().sent.size(), 4U);
  EXPECT_EQ(post().sent[2].at, post().sent[0].at);
}

TEST_F(WebhooksTest, AtTheEndWhatIsUnderWayIsWaitedForAndRecorded) {
  made();
  post().answers = [](const FakePost::Sent&) { return std::optional<FakePost::Answer>{}; };
  pay(2);
  settle();
  ASSERT_EQ(post().hanging.size(), 1U);
  const auto ended = end();
  EXPECT_FALSE(over(ended));
  post().answer_all(FakePost::status(200));
  world->run();
  EXPECT_TRUE(over(ended));
  EXPECT_EQ(records_of_deliveries(), 1U);
  EXPECT_EQ(post().sent.size(), 1U) << "and nothing more is sent";
  restart();
  settle();
  EXPECT_EQ(post().sent.size(), 2U) << "what was still to come";
  EXPECT_EQ(post().sent[1].at.sequence.value, post().sent[0].at.sequence.value + 1);
}

TEST_F(WebhooksTest, AtTheEndWhatIsHeldBackIsRecordedToo) {
  const WebhookRow hook = made();
  attempt_ends_behind_a_test(hook, 200);
  const auto ended = end();
  EXPECT_FALSE(over(ended));
  world->let_the_disk_go();
  EXPECT_TRUE(over(ended));
  EXPECT_EQ(row(hook).progress.delivered, 1U);
}

TEST_F(WebhooksTest, AtTheEndNobodyWaitsForAnAddressThatIsLookedUp) {
  const WebhookRow hook = made();
  post().judges_hang = true;
  const auto making_one = making({"*"}, scope());
  const auto changing = act(hook, ChangeWebhook{.url = "https://example.org/"});
  EXPECT_TRUE(over(end()));
  EXPECT_EQ(making_one.outcome().error().code, Errc::overloaded);
  EXPECT_EQ(changing.outcome().error().code, Errc::overloaded);
  EXPECT_EQ(making({"*"}, scope()).outcome().error().code, Errc::overloaded);
  for (auto& then : std::exchange(post().judging, {})) then({.end = OutboundEnd::answered});
  world->run();
  EXPECT_EQ(row(hook).made.terms.url, tests::hook_url);
  EXPECT_TRUE(world->fatal.empty());
}

TEST_F(WebhooksTest, WhereNothingCanBeSentNowItIsAsIfNothingWasTried) {
  const WebhookRow hook = made();
  bool busy = true;
  post().answers = [&](const FakePost::Sent&) {
    if (busy) return std::optional{FakePost::Answer{.end = OutboundEnd::busy}};
    return std::optional{FakePost::status(200)};
  };
  pay();
  settle();
  EXPECT_EQ(row(hook).progress.failed, 0U);
  busy = false;
  pass(3'000);
  settle();
  EXPECT_EQ(row(hook).progress.delivered, 1U);
}

TEST_F(WebhooksTest, WhileTheDiskIsNearlyFullNothingIsSent) {
  made();
  pay();
  world->room->read_only(true);
  settle();
  EXPECT_TRUE(post().sent.empty());
  world->room->read_only(false);
  settle();
  EXPECT_EQ(post().sent.size(), 1U);
}

}  // namespace
}  // namespace bursar::actors::webhooks_test
