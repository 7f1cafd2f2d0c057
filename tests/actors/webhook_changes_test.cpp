// What callers ask of webhooks.

#include "actors/webhook_changes.hpp"

#include "tests/actors/webhooks_world.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::webhook_changes_test {
namespace {

using ledger::Errc;
using ledger::WebhookStatus;
using tests::FakePost;
using tests::hour_ms;
using tests::minute_ms;
using tests::usd;
using tests::WebhooksWorld;
using World = tests::EngineWorld;
using Types = std::vector<std::string>;

class WebhookChangesTest : public testing::Test, protected WebhooksWorld {};

TEST_F(WebhookChangesTest, ATestIsSentOnceWhateverItHears) {
  const WebhookRow hook = made();
  made({"*"});
  post().answers = [](const FakePost::Sent&) { return std::optional{FakePost::status(500)}; };
  EXPECT_TRUE(act(hook, TestWebhook{}).outcome());
  settle();
  pass(hour_ms);
  EXPECT_EQ(post().types(), Types{"webhook.tested"});
  EXPECT_EQ(post().sent.front().webhook, hook.webhook.made.id);
  EXPECT_EQ(row(hook).status, WebhookStatus::enabled);
}

TEST_F(WebhookChangesTest, AnEventIsSentOnceMoreWhenThatIsAsked) {
  const WebhookRow hook = made();
  pay();
  settle();
  const ledger::DeliveryAttempt attempt = row(hook).progress.recent.front().attempt;
  EXPECT_TRUE(act(hook, RedeliverEvent{attempt.record, attempt.at}).outcome());
  settle();
  ASSERT_EQ(post().sent.size(), 2U);
  EXPECT_EQ(post().sent[0].at, post().sent[1].at);
  EXPECT_TRUE(row(hook).progress.pending.empty());
}

TEST_F(WebhookChangesTest, WhatIsStillToComeComesInItsTurn) {
  const WebhookRow hook = made();
  post().answers = [](const FakePost::Sent&) { return std::optional<FakePost::Answer>{}; };
  pay(2);
  settle();
  const ledger::Record& second = world->store->records().back();
  const auto told = act(hook, RedeliverEvent{second.sequence, {second.organizations[0].sequence}});
  EXPECT_EQ(told.outcome().error().code, Errc::invalid_state);
}

TEST_F(WebhookChangesTest, WhatIsAskedForWhileItIsUnderWayIsSentOnceMore) {
  for (const int status : {200, 500}) {
    const WebhookRow hook = made();
    const auto sent_before = post().sent.size();
    post().answers = [](const FakePost::Sent&) { return std::optional{FakePost::status(500)}; };
    pay();
    settle();
    post().answers = [](const FakePost::Sent&) { return std::optional<FakePost::Answer>{}; };
    pass(7'000);
    settle();
    ASSERT_EQ(post().sent.size(), sent_before + 2) << "and its second attempt is under way";
    const ledger::PendingDelivery waiting = row(hook).progress.pending.at(0);
    EXPECT_TRUE(act(hook, RedeliverEvent{waiting.record, waiting.at}).outcome());
    post().answer_all(FakePost::status(status));
    post().answers = [](const FakePost::Sent&) { return std::optional{FakePost::status(200)}; };
    settle();
    ASSERT_EQ(post().sent.size(), sent_before + 3) << status;
    EXPECT_EQ(post().sent.back().at, waiting.at);
    EXPECT_TRUE(row(hook).progress.pending.empty());
    act(hook, RemoveWebhook{});
  }
}

TEST_F(WebhookChangesTest, WhatWasHeardAndIsHeldBackIsNotTheEndOfWhatIsAskedForThen) {
  const WebhookRow hook = made();
  post().answers = [](const FakePost::Sent&) { return std::optional{FakePost::status(500)}; };
  pay();
  settle();
  post().answers = [](const FakePost::Sent&) { return std::optional<FakePost::Answer>{}; };
  pass(7'000);
  settle();
  ASSERT_EQ(post().sent.size(), 2U);
  const ledger::PendingDelivery waiting = row(hook).progress.pending.at(0);
  world->hold_the_disk();
  act(hook, TestWebhook{});
  post().answer_all(FakePost::status(200));
  world->run();
  act(hook, RedeliverEvent{waiting.record, waiting.at});
  post().answers = [](const FakePost::Sent&) { return std::optional{FakePost::status(200)}; };
  world->let_the_disk_go();
  settle();
  const auto all = places();
  EXPECT_EQ(std::ranges::count(all, waiting.at.sequence.value), 3);
}

TEST_F(WebhookChangesTest, ATestIsNotStillToComeOnceItWasSent) {
  const WebhookRow hook = made();
  post().answers = [&](const FakePost::Sent& sent) -> std::optional<FakePost::Answer> {
    if (sent.type != "webhook.tested") return std::nullopt;
    return FakePost::status(200);
  };
  pay(2);
  settle();
  act(hook, TestWebhook{});
  settle();
  const ledger::DeliveryAttempt tested = row(hook).progress.recent.at(0).attempt;
  ASSERT_GE(tested.at, row(hook).progress.next) << "those before it are";
  EXPECT_TRUE(act(hook, RedeliverEvent{tested.record, tested.at}).outcome());
  settle();
  EXPECT_EQ(std::ranges::count(post().types(), "webhook.tested"), 2);
}

TEST_F(WebhookChangesTest, WhatIsHeardWhileAnEventIsAskedForIsRecordedBehindThat) {
  const WebhookRow hook = made();
  post().answers = [](const FakePost::Sent&) { return std::optional<FakePost::Answer>{}; };
  pay();
  settle();
  ASSERT_EQ(post().hanging.size(), 1U);
  const auto at = post().sent.front().at;
  world->hold_the_disk();
  act(hook, TestWebhook{});
  post().answer_all(FakePost::status(500));
  world->run();
  world->let_the_disk_go();
  settle();
  EXPECT_TRUE(world->fatal.empty());
  EXPECT_NE(row(hook).progress.find(at), nullptr);
  restart();
  EXPECT_TRUE(world->fatal.empty());
}

TEST_F(WebhookChangesTest, BothSecretsSignUntilTheGraceIsOver) {
  const WebhookRow hook = made();
  const auto told = act(hook, RotateWebhook{minute_ms});
  EXPECT_NE(told.outcome()->key, hook.key);
  pay();
  settle();
  EXPECT_TRUE(post().sent.back().two_secrets);
  pass(2 * minute_ms);
  pay();
  settle();
  EXPECT_FALSE(post().sent.back().two_secrets);
}

TEST_F(WebhookChangesTest, OneThatWasDeletedHearsNothingMore) {
  const WebhookRow hook = made();
  post().answers = [](const FakePost::Sent&) { return std::optional<FakePost::Answer>{}; };
  pay(2);
  settle();
  EXPECT_TRUE(act(hook, RemoveWebhook{}).outcome());
  EXPECT_EQ(act(hook, TestWebhook{}).outcome().error().code, Errc::not_found);
  post().answer_all(FakePost::status(500));
  pass(hour_ms);
  EXPECT_EQ(post().sent.size(), 1U);
  restart();
  settle();
  EXPECT_EQ(post().sent.size(), 1U);
  EXPECT_TRUE(world->fatal.empty());
}

// The writer is let go for so long that the test is durable and its end is not.
TEST_F(WebhookChangesTest, OneThatIsDeletedWhileATestIsAskedForLeavesAJournalThatCanBeRead) {
  for (int messages = 0; messages < 12; ++messages) {
    const WebhookRow hook = made();
    attempt_ends_behind_a_test(hook, 500);
    world->run();
    act(hook, RemoveWebhook{});
    world->schedule.release();
    for (int i = 0; i < messages; ++i) world->schedule.run_one();
    world->hold_the_disk();
    pass(1'000);
    world->let_the_disk_go();
    settle();
    ASSERT_TRUE(world->fatal.empty());
    restart();
    ASSERT_TRUE(world->fatal.empty());
  }
}

TEST_F(WebhookChangesTest, OtherTermsHoldFromThenOn) {
  const WebhookRow hook = made();
  const auto told = act(
      hook, ChangeWebhook{
                .url = "https://example.org/", .events = Types{"wallet.funded"}, .enabled = true});
  EXPECT_EQ(told.outcome()->webhook.made.terms.url, "https://example.org/");
  pay();
  world->fund(World::from_treasury(wallet, usd("1.00")));
  settle();
  EXPECT_EQ(post().types(), Types{"wallet.funded"});
  EXPECT_EQ(post().sent.front().url, "https://example.org/");
}

TEST_F(WebhookChangesTest, OneThatRestsIsToldAfterwardsWhatCameMeanwhile) {
  const WebhookRow hook = made();
  act(hook, ChangeWebhook{.enabled = false});
  pay(2);
  settle();
  EXPECT_TRUE(post().sent.empty());
  EXPECT_EQ(act(hook, TestWebhook{}).outcome().error().code, Errc::invalid_state);
  act(hook, ChangeWebhook{.enabled = true});
  settle();
  EXPECT_EQ(post().sent.size(), 2U);
}

TEST_F(WebhookChangesTest, NothingIsSentWhereNothingMayBe) {
  post().judges = [](const std::string&) { return OutboundEnd::forbidden; };
  EXPECT_EQ(making({"*"}, scope()).outcome().error().code, Errc::invalid_request);
  post().judges = [](const std::string&) { return OutboundEnd::unresolved; };
  const WebhookRow hook = *making({"*"}, scope()).outcome();
  post().judges = [](const std::string&) { return OutboundEnd::refused; };
  EXPECT_EQ(act(hook, ChangeWebhook{.url = "https://10.0.0.1"}).outcome().error().code,
            Errc::invalid_request);
  post().judges = [](const std::string&) { return OutboundEnd::busy; };
  EXPECT_EQ(making({"*"}, scope()).outcome().error().code, Errc::overloaded);
}

TEST_F(WebhookChangesTest, AnOrganisationHasSoManyAndNoMore) {
  const WebhookRow first = made();
  made();
  made();
  const auto told = making({"*"}, scope());
  EXPECT_EQ(told.outcome().error().code, Errc::invalid_state);
  EXPECT_EQ(told.call().most, 3U);
  act(first, RemoveWebhook{});
  EXPECT_TRUE(making({"*"}, scope()).outcome());
}

TEST_F(WebhookChangesTest, NoMoreIsJudgedThanThereMayBe) {
  post().judges_hang = true;
  const auto first = making({"*"}, scope());
  making({"*"}, scope());
  making({"*"}, scope());
  EXPECT_EQ(making({"*"}, scope()).outcome().error().code, Errc::invalid_state);
  EXPECT_EQ(post().judging.size(), 3U);
  EXPECT_FALSE(first.answered());
  post().judge_all(OutboundEnd::forbidden);
  world->run();
  EXPECT_EQ(first.outcome().error().code, Errc::invalid_request);
  post().judges_hang = false;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(making({"*"}, scope()).outcome()) << "in their places";
}

TEST_F(WebhookChangesTest, WhoeverEndsWhileItsAddressIsLookedUpMakesNoWebhook) {
  bool in = true;
  post().judges_hang = true;
  const auto told = making({"*"}, scope(), {}, [&in](ledger::Time) { return in; });
  in = false;
  post().judge_all(OutboundEnd::answered);
  world->run();
  EXPECT_EQ(told.outcome().error().code, Errc::unauthenticated);
  for (const ledger::Record& record : world->store->records())
    EXPECT_FALSE(std::holds_alternative<ledger::WebhookMade>(record.fact));
  post().judges_hang = false;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(making({"*"}, scope()).outcome()) << "in its place";
}

TEST_F(WebhookChangesTest, WhoeverEndsMeanwhileChangesNothing) {
  const WebhookRow hook = made();
  bool in = true;
  const LetIn let_in = [&in](ledger::Time) { return in; };
  post().judges_hang = true;
  const auto told = act(hook, ChangeWebhook{.url = "https://example.org/"}, let_in);
  in = false;
  post().judge_all(OutboundEnd::answered);
  world->run();
  EXPECT_EQ(told.outcome().error().code, Errc::unauthenticated);
  EXPECT_EQ(act(hook, RotateWebhook{}, let_in).outcome().error().code, Errc::unauthenticated);
  EXPECT_EQ(row(hook), hook.webhook);
}

TEST_F(WebhookChangesTest, AddressesThatAreLookedUpForLongStopNoDelivery) {
  const WebhookRow hook = made();
  post().judges_hang = true;
  const auto turn = [&] { return act(hook, ChangeWebhook{.url = "https://example.org/"}); };
  for (std::size_t i = 0; i < webhooks_judged_max / 2; ++i) EXPECT_FALSE(turn().answered());
  EXPECT_EQ(turn().outcome().error().code, Errc::share_taken);
  EXPECT_EQ(making({"*"}, scope()).outcome().error().code, Errc::share_taken);
  EXPECT_EQ(post().judging.size(), webhooks_judged_max / 2);
  pay();
  settle();
  EXPECT_EQ(post().sent.size(), 1U);
  post().judge_all(OutboundEnd::forbidden);
  world->run();
  post().judges_hang = false;
  EXPECT_TRUE(turn().outcome());
  EXPECT_TRUE(making({"*"}, scope()).outcome());
  EXPECT_TRUE(making({"*"}, scope()).outcome());
}

TEST_F(WebhookChangesTest, WhatIsWrongWithAnAddressIsTold) {
  post().judges_hang = true;
  const auto told = making({"*"}, scope());
  post().judging.front()(
      {.end = OutboundEnd::refused, .wrong_url = "It must not have a fragment."});
  world->run();
  EXPECT_EQ(told.call().wrong_url, "It must not have a fragment.");
}

TEST_F(WebhookChangesTest, OthersAndAnotherEnvironmentAreOutOfSight) {
  const WebhookRow hook = made();
  const auto seen = [&](WebhookScope by) {
    const auto told = world->tell<WebhookCall>(WebhookQuery{by, hook.webhook.made.id},
                                               [&](auto call) { world->room->ask_webhooks(call); });
    world->run();
    return told.outcome().error().code;
  };
  WebhookScope by = scope();
  by.environment = ledger::Environment::production;
  EXPECT_EQ(seen(by), Errc::environment_mismatch);
  by = scope();
  by.only = wallet.account;
  EXPECT_EQ(seen(by), Errc::not_found);
  by.organization = {99};
  EXPECT_EQ(seen(by), Errc::not_found);
}

TEST_F(WebhookChangesTest, AListIsNewestFirstInPages) {
  const WebhookRow first = made();
  const WebhookRow second = made();
  const auto list = [&](Page page) {
    const auto told = world->tell<WebhooksCall>(
        WebhooksQuery{scope(), page}, [&](auto call) { world->room->ask_webhooks(call); });
    world->run();
    return *told.outcome();
  };
  const auto newest = list({.limit = 1});
  ASSERT_EQ(newest.rows.size(), 1U);
  EXPECT_EQ(newest.rows.front().webhook.made.id, second.webhook.made.id);
  const auto rest = list({.before = newest.next, .limit = 1});
  ASSERT_EQ(rest.rows.size(), 1U);
  EXPECT_EQ(rest.rows.front().webhook.made.id, first.webhook.made.id);
  EXPECT_EQ(rest.next, 0U);
}

}  // namespace
}  // namespace bursar::actors::webhook_changes_test
