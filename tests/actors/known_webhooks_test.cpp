#include "actors/known_webhooks.hpp"

#include "tests/actors/receivers.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::known_webhooks_test {
namespace {

using ledger::DeliveryEnd;
using ledger::EventPosition;
using ledger::Sequence;
using ledger::Time;
using tests::Receivers;
using tests::told_from;

std::map<Sequence, std::size_t> counts(const std::vector<KnownWebhooks::Turn>& turns) {
  std::map<Sequence, std::size_t> all;
  for (const auto& turn : turns) ++all[turn.made];
  return all;
}

TEST(KnownWebhooksTest, OneEventAtATimeHasItsFirstAttempt) {
  Receivers receivers{{}};
  receivers.add();
  const auto turns = receivers.all();
  ASSERT_EQ(turns.size(), 1U);
  EXPECT_TRUE(turns.front().attempt.first);
  receivers.end(turns.front(), DeliveryEnd::delivered);
  const auto next = receivers.all();
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next.front().attempt.before.at, (EventPosition{{2}, 0}));
}

TEST(KnownWebhooksTest, WhatIsUnderWayIsBounded) {
  Receivers receivers{{.per_organization_max = 100, .in_flight_max = 8}};
  for (std::uint64_t i = 0; i < 40; ++i) receivers.add(1 + i % 20);
  receivers.trust_all();
  const auto turns = receivers.all();
  EXPECT_EQ(turns.size(), 8U);
  EXPECT_EQ(counts(turns).size(), 8U) << "each its own";
}

TEST(KnownWebhooksTest, AnOrganisationHasAQuarterOfAll) {
  Receivers receivers{{.per_organization_max = 100, .in_flight_max = 8}};
  for (int i = 0; i < 40; ++i) receivers.add(1);
  receivers.trust_all();
  EXPECT_EQ(receivers.all().size(), 2U);
}

TEST(KnownWebhooksTest, ThoseWhoHangLeaveHalfToTheOthers) {
  Receivers receivers{{.per_organization_max = 100, .in_flight_max = 8}};
  std::set<Sequence> dead;
  for (std::uint64_t i = 0; i < 40; ++i) dead.insert(receivers.add(1 + i));
  receivers.all();  // and they hang
  const Sequence good = receivers.add(77);
  EXPECT_EQ(receivers.known.in_flight(), 4U);
  EXPECT_FALSE(receivers.next()) << "who was never told is in doubt as they are";
  receivers.known.entry(good)->doubtful = false;
  const auto turn = receivers.next();
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->made, good);
}

TEST(KnownWebhooksTest, WhoAnswersLateEveryTimeTakesNoMorePlacesThanWhoNeverDoes) {
  Receivers receivers{{.per_organization_max = 100, .in_flight_max = 8}};
  for (std::uint64_t i = 0; i < 40; ++i) receivers.add(1 + i);
  receivers.trust_all();
  const auto slow = receivers.all();
  ASSERT_EQ(slow.size(), 8U);
  receivers.now.milliseconds += 14'000;
  std::set<Sequence> late;
  for (const auto& turn : slow) {
    late.insert(turn.made);
    receivers.end(turn, DeliveryEnd::delivered);
  }
  const auto turns = receivers.all();
  EXPECT_EQ(std::ranges::count_if(turns, [&](const auto& one) { return late.contains(one.made); }),
            0);
  for (const Sequence made : late) EXPECT_TRUE(receivers.known.entry(made)->doubtful);
}

TEST(KnownWebhooksTest, WhoTakesLongIsInDoubtBeforeItAnswers) {
  Receivers receivers{{.per_organization_max = 100, .in_flight_max = 4}};
  for (std::uint64_t i = 0; i < 12; ++i) receivers.add(1 + i);
  receivers.trust_all();
  const auto slow = receivers.next();
  ASSERT_TRUE(slow);
  EXPECT_FALSE(slow->attempt.doubtful);
  receivers.now.milliseconds += 2'000;
  receivers.next();
  EXPECT_TRUE(receivers.known.under_way(slow->made, slow->attempt.before.at)->doubtful);
  EXPECT_TRUE(receivers.known.entry(slow->made)->doubtful);
}

TEST(KnownWebhooksTest, WhoHeardWellAtLastIsTrustedAfterARestart) {
  Receivers receivers{{}};
  ledger::Webhook webhook{.made = {.id = {{0, 1}}}, .organization = {1}};
  webhook.progress.recent = {{.attempt = {.end = DeliveryEnd::delivered}}};
  receivers.known.add({1}, webhook);
  EXPECT_FALSE(receivers.known.entry({1})->doubtful);
  webhook.progress.recent.front().attempt.end = DeliveryEnd::late;
  receivers.known.add({2}, webhook);
  EXPECT_TRUE(receivers.known.entry({2})->doubtful);
}

TEST(KnownWebhooksTest, ASuccessBesideItDoesNotEndARestThatTheReceiverWants) {
  Receivers receivers{{}};
  const Sequence made = receivers.add();
  receivers.end(receivers.all().at(0), DeliveryEnd::late);
  receivers.now.milliseconds += 6'000;
  const auto both = receivers.all();
  ASSERT_EQ(both.size(), 2U) << "the one that waits, and the next";
  receivers.end(both[0], DeliveryEnd::answered, 429);
  const Time rests = receivers.known.entry(made)->rests_until;
  EXPECT_GT(rests, receivers.now);
  receivers.end(both[1], DeliveryEnd::delivered);
  EXPECT_EQ(receivers.known.entry(made)->rests_until, rests);
}

TEST(KnownWebhooksTest, SoManyAsThereAreCountThoughFewerMayBe) {
  Receivers receivers{{.per_organization_max = 1}};
  receivers.known.keep({1});
  receivers.known.keep({1});
  receivers.known.give_up({1});
  EXPECT_FALSE(receivers.known.reserve({1}));
  receivers.known.give_up({1});
  EXPECT_TRUE(receivers.known.reserve({1}));
}

TEST(KnownWebhooksTest, NothingIsSentWhileTooMuchOfItIsNotDurable) {
  Receivers receivers{{}};
  receivers.add();
  std::vector<ledger::DeliveriesMade> in_the_line;
  for (int i = 0; i < 8'192; ++i) {
    receivers.end(receivers.next().value(), DeliveryEnd::delivered);
    if (i % 512 == 0) in_the_line.push_back(receivers.known.unrecorded().value().deliveries);
  }
  EXPECT_FALSE(receivers.next());
  in_the_line.push_back(receivers.known.unrecorded().value().deliveries);
  EXPECT_FALSE(receivers.next()) << "handed over is not durable";
  for (const auto& one : in_the_line) receivers.known.take(one);
  EXPECT_TRUE(receivers.next());
}

TEST(KnownWebhooksTest, AnAnswerIsLookedAtAloneHoweverManyThereAre) {
  Receivers receivers{{}};
  for (std::uint64_t i = 0; i < 40; ++i) receivers.add(1 + i);
  const auto turns = receivers.all();
  ASSERT_EQ(turns.size(), 40U);
  receivers.read = 0;
  receivers.end(turns[7], DeliveryEnd::delivered);
  receivers.known.entry(turns[7].made)->coming.clear();
  const auto next = receivers.next_heard();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->made, turns[7].made);
  EXPECT_FALSE(receivers.next_heard());
  EXPECT_EQ(receivers.read, 1U);
}

TEST(KnownWebhooksTest, WhoHadNoPlaceHasItAsSoonAsAnotherLeaves) {
  Receivers receivers{{.per_organization_max = 100, .in_flight_max = 4}};
  for (std::uint64_t i = 0; i < 12; ++i) receivers.add(1 + i);
  receivers.trust_all();
  const auto turns = receivers.all();
  ASSERT_EQ(turns.size(), 4U);
  std::set<Sequence> served;
  for (const auto& turn : turns) {
    receivers.end(turn, DeliveryEnd::delivered);
    const auto next = receivers.next_heard();
    ASSERT_TRUE(next);
    served.insert(next->made);
  }
  EXPECT_EQ(served.size(), 4U);
  for (const auto& turn : turns) EXPECT_FALSE(served.contains(turn.made));
}

TEST(KnownWebhooksTest, WhatIsDueLaterIsKnownFromThoseThatWereLookedAt) {
  Receivers receivers{{}};
  const Sequence made = receivers.add();
  receivers.end(receivers.all().at(0), DeliveryEnd::late);
  receivers.all();
  EXPECT_EQ(receivers.known.next_due(receivers.now), receivers.known.entry(made)->next_due);
  EXPECT_EQ(receivers.known.next_due(receivers.known.entry(made)->next_due), std::nullopt);
}

// Between the two a crash would leave it enabled, and its event given up.
TEST(KnownWebhooksTest, WhoIsDisabledByWhatWasHeardIsRecordedWithIt) {
  Receivers receivers{{}};
  const Sequence made = receivers.add(3);
  receivers.end(receivers.all().at(0), DeliveryEnd::answered, 410);
  receivers.known.disable(made, ledger::WebhookReason::gone);
  EXPECT_FALSE(receivers.next());
  const auto heard = receivers.known.unrecorded();
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->deliveries.webhooks.front().attempts.size(), 1U);
  ASSERT_EQ(heard->disabled.size(), 1U);
  EXPECT_EQ(heard->disabled.front().first, ledger::OrganizationNumber{3});
  EXPECT_EQ(heard->disabled.front().second,
            (ledger::WebhookMarked{receivers.known.entry(made)->kept.name(made),
                                   ledger::WebhookMark::disabled, ledger::WebhookReason::gone}));
  EXPECT_FALSE(receivers.known.unrecorded()) << "once";
}

TEST(KnownWebhooksTest, WhatIsAskedForWhileItIsUnderWayIsAnAttemptOfThat) {
  Receivers receivers{{}};
  const Sequence made = receivers.add();
  receivers.end(receivers.all().at(0), DeliveryEnd::late);
  receivers.now.milliseconds += 6'000;
  const auto again = receivers.all().at(0);
  ASSERT_EQ(again.attempt.before.attempts, 1);
  receivers.known.entry(made)->ask_again(again.attempt.before.at);
  const auto* const attempt = receivers.known.under_way(made, again.attempt.before.at);
  EXPECT_TRUE(attempt->asked_again);
  EXPECT_EQ(attempt->before.attempts, 0);
}

TEST(KnownWebhooksTest, AllIsSettledOnceNothingIsUnderWayOrHeldBack) {
  Receivers receivers{{}};
  const Sequence made = receivers.add();
  EXPECT_TRUE(receivers.known.settled());
  const auto turn = receivers.all().at(0);
  EXPECT_FALSE(receivers.known.settled());
  KnownWebhooks::Entry& entry = *receivers.known.entry(made);
  ++entry.asking;
  receivers.end(turn, DeliveryEnd::late);
  EXPECT_FALSE(receivers.known.settled());
  entry.held_back.clear();
  EXPECT_TRUE(receivers.known.settled());
}

TEST(KnownWebhooksTest, TurnsGoRound) {
  Receivers receivers{{.per_organization_max = 100, .in_flight_max = 4}};
  for (std::uint64_t i = 0; i < 12; ++i) receivers.add(1 + i);
  receivers.trust_all();
  std::map<Sequence, std::size_t> served;
  for (int round = 0; round < 30; ++round)
    for (const auto& turn : receivers.all()) {
      ++served[turn.made];
      receivers.end(turn, DeliveryEnd::delivered);
    }
  EXPECT_EQ(served.size(), 12U);
  for (const auto& [made, times] : served) EXPECT_EQ(times, 10U) << made.value;
}

TEST(KnownWebhooksTest, AfterThreeFailuresAWebhookRestsForAWhileThatGrows) {
  Receivers receivers{{}};
  receivers.add();
  for (int i = 0; i < 3; ++i) receivers.end(receivers.all().at(0), DeliveryEnd::unreachable);
  EXPECT_TRUE(receivers.all().empty());
  EXPECT_EQ(receivers.known.next_due(receivers.now)->milliseconds - told_from.milliseconds, 5'000);
  receivers.now = {told_from.milliseconds + 5'000};
  const auto again = receivers.all();
  EXPECT_EQ(again.size(), 3U) << "two that wait, and the next";
}

TEST(KnownWebhooksTest, WhatWasNotTriedComesAgain) {
  Receivers receivers{{}};
  const Sequence made = receivers.add();
  const auto turn = receivers.all().at(0);
  receivers.known.take_back(made, turn.attempt.before.at, {told_from.milliseconds + 1'000});
  EXPECT_TRUE(receivers.all().empty());
  receivers.now = {told_from.milliseconds + 1'000};
  EXPECT_EQ(receivers.all().at(0).attempt.before.at, turn.attempt.before.at);
}

TEST(KnownWebhooksTest, WhatWasAskedForAndNotTriedWaitsToo) {
  Receivers receivers{{}};
  const Sequence made = receivers.add();
  const EventPosition at{{7}, 3};
  receivers.known.entry(made)->ahead.ask({.record = {7}, .at = at, .due = told_from});
  receivers.known.entry(made)->find_next_due();
  ASSERT_EQ(receivers.next().value().attempt.before.at, at);
  receivers.known.take_back(made, at, {told_from.milliseconds + 1'000});
  EXPECT_TRUE(receivers.all().empty());
  receivers.now = {told_from.milliseconds + 1'000};
  EXPECT_EQ(receivers.next().value().attempt.before.at, at);
}

TEST(KnownWebhooksTest, HowFarOneHasComeThatHearsNothingIsRecordedNowAndThen) {
  Receivers receivers{{}};
  const Sequence made = receivers.add();
  KnownWebhooks& known = receivers.known;
  known.go_on(made, *known.entry(made), {{100}, 0});
  EXPECT_FALSE(known.unrecorded());
  known.go_on(made, *known.entry(made), {{5'000}, 0});
  const auto recorded = known.unrecorded();
  ASSERT_TRUE(recorded);
  EXPECT_EQ(recorded->deliveries.webhooks,
            (std::vector{ledger::WebhookProgress{.webhook = made, .next = {{5'000}, 0}}}));
  EXPECT_FALSE(known.unrecorded());
}

// Its connection is there still: whoever makes and deletes webhooks has no more than others.
TEST(KnownWebhooksTest, AnAttemptOfOneThatIsGoneKeepsItsPlaceUntilItIsOver) {
  for (const bool trusted : {false, true}) {
    Receivers receivers{{.per_organization_max = 100, .in_flight_max = 8}};
    for (int i = 0; i < 3; ++i) receivers.add(1);
    if (trusted) receivers.trust_all();
    const auto turns = receivers.all();
    ASSERT_EQ(turns.size(), 2U) << "a quarter";
    for (const auto& turn : turns)
      receivers.known.take(ledger::Record{
          .sequence = {++receivers.records},
          .organizations = {{{.organization = {1}, .sequence = {9}}}},
          .fact = ledger::WebhookMarked{receivers.known.entry(turn.made)->kept.name(turn.made),
                                        ledger::WebhookMark::removed}});
    EXPECT_EQ(receivers.known.in_flight(), 2U);
    EXPECT_FALSE(receivers.next());
    EXPECT_TRUE(receivers.known.settled()) << "nothing of it is recorded";
    EXPECT_EQ(receivers.known.under_way(turns[0].made, turns[0].attempt.before.at), nullptr);
    for (int i = 0; i < 2; ++i)
      receivers.known.end_of_gone(turns[0].made, turns[0].attempt.before.at);
    EXPECT_EQ(receivers.known.in_flight(), 1U) << "once";
    EXPECT_TRUE(receivers.next());
  }
}

// A record of it would stand behind the one that removes it.
TEST(KnownWebhooksTest, OfOneThatIsBeingRemovedNothingIsRecorded) {
  Receivers receivers{{}};
  const Sequence made = receivers.add();
  const auto turn = receivers.all().at(0);
  KnownWebhooks::Entry& entry = *receivers.known.entry(made);
  ++entry.asking;
  receivers.end(turn, DeliveryEnd::late);
  ASSERT_EQ(entry.held_back.size(), 1U);
  entry.status = ledger::WebhookStatus::removed;
  receivers.known.take(ledger::Record{.sequence = {++receivers.records},
                                      .organizations = {{{.organization = {1}, .sequence = {9}}}},
                                      .fact = ledger::WebhookAsked{entry.kept.name(made)}});
  EXPECT_FALSE(receivers.known.unrecorded());
}

}  // namespace
}  // namespace bursar::actors::known_webhooks_test
