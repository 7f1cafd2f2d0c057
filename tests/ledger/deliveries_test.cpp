#include "ledger/deliveries.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::deliveries_test {
namespace {

constexpr Time now{1'795'608'000'000};
constexpr std::int64_t second = 1'000;
constexpr std::int64_t hour = 3'600 * second;

EventPosition at(std::uint64_t sequence, std::uint16_t index = 0) {
  return {{sequence}, index};
}
DeliveryAnswer answered(std::uint16_t status) {
  return {.end = status / 100 == 2 ? DeliveryEnd::delivered : DeliveryEnd::answered,
          .status = status};
}
/// Of the event that stands there, which has had so many attempts.
DeliveryAttempt attempt(std::uint64_t sequence, DeliveryAnswer answer, std::uint8_t had = 0) {
  return attempt_of({.record = {sequence}, .at = at(sequence), .attempts = had}, answer, now, 0);
}

TEST(DeliveriesTest, PausesGrowOverThreeDays) {
  std::vector<std::int64_t> pauses;
  for (std::uint8_t had = 1; had <= delivery_attempts_max; ++had)
    pauses.push_back(next_attempt(had, {}, 0, {}).milliseconds / second);
  EXPECT_EQ(pauses, (std::vector<std::int64_t>{5, 300, 1'800, 7'200, 18'000, 36'000, 50'400, 72'000,
                                               86'400, 0}));
  EXPECT_EQ(next_attempt(0, now, 0, {}), Time{});
}

TEST(DeliveriesTest, ChanceMakesAPauseAFifthLongerAtMost) {
  EXPECT_EQ(next_attempt(1, {}, jitter_end / 2, {}).milliseconds, 5'500);
  EXPECT_LE(next_attempt(1, {}, jitter_end - 1, {}).milliseconds, 6'000);
}

TEST(DeliveriesTest, AReceiverSaysHowLongItWantsToBeLeftForADayAtMost) {
  EXPECT_EQ(next_attempt(1, {}, 0, 60).milliseconds, 60 * second);
  EXPECT_EQ(next_attempt(1, {}, 0, 1).milliseconds, 5 * second);
  EXPECT_EQ(next_attempt(1, {}, 0, -7).milliseconds, 5 * second);
  EXPECT_EQ(next_attempt(1, {}, 0, 1'000'000).milliseconds, 24 * hour);
}

TEST(DeliveriesTest, WhatFailedIsTriedAgainUntilNothingIsLeft) {
  EXPECT_EQ(attempt(3, answered(204)).due, Time{});
  EXPECT_EQ(attempt(3, answered(500)).due.milliseconds - now.milliseconds, 5 * second);
  EXPECT_EQ(attempt(3, {.end = DeliveryEnd::late}, 8).due.milliseconds - now.milliseconds,
            24 * hour);
  EXPECT_EQ(attempt(3, answered(500), 9).due, Time{});
  EXPECT_EQ(attempt(3, answered(410)).due, Time{});
  EXPECT_EQ(attempt(3, {.end = DeliveryEnd::lost}).due, Time{});
}

TEST(DeliveriesTest, AWebhookIsDisabledByWhatGoesWrongForGood) {
  EXPECT_EQ(disables(attempt(3, answered(200)), false), std::nullopt);
  EXPECT_EQ(disables(attempt(3, answered(500)), false), std::nullopt);
  EXPECT_EQ(disables(attempt(3, {.end = DeliveryEnd::lost}), false), std::nullopt);
  EXPECT_EQ(disables(attempt(3, answered(410)), false), WebhookReason::gone);
  EXPECT_EQ(disables(attempt(3, answered(500), 9), false), WebhookReason::exhausted);
}

TEST(DeliveriesTest, ATestIsTriedOnceAndDisablesNothing) {
  const PendingDelivery test{.record = {3}, .at = at(3), .test = true};
  const DeliveryAttempt failed = attempt_of(test, answered(500), now, 0);
  EXPECT_EQ(failed.due, Time{});
  EXPECT_EQ(disables(failed, true), std::nullopt);
}

TEST(DeliveriesTest, WhatIsAskedForWhileItIsUnderWayIsDueAgainUnlessThereIsNobodyToHearIt) {
  const auto due = [](const DeliveryAnswer& answer, std::uint8_t had) {
    DeliveryAttempt made = attempt(3, answer, had);
    ask_again(made);
    return made.due;
  };
  EXPECT_EQ(due(answered(200), 0), now);
  EXPECT_EQ(due(answered(500), 4), now);
  EXPECT_EQ(due(answered(500), 9), now);
  EXPECT_EQ(due(answered(410), 0), Time{});
  EXPECT_EQ(due({.end = DeliveryEnd::lost}, 0), Time{});
}

TEST(DeliveriesTest, WhoHasTooMuchToDoIsLeftAlone) {
  for (const std::uint16_t status : std::vector<std::uint16_t>{429, 502, 504})
    EXPECT_TRUE(throttles(answered(status)));
  EXPECT_FALSE(throttles(answered(500)));
  EXPECT_FALSE(throttles({.end = DeliveryEnd::late}));
  DeliveryAnswer away = answered(503);
  EXPECT_FALSE(throttles(away));
  away.retry_after_s = 0;
  EXPECT_TRUE(throttles(away)) << "it says for how long";
}

TEST(DeliveriesTest, WhatWaitsIsCountedAndFound) {
  DeliveryProgress progress{.next = at(3)};
  progress.take(
      {.next = at(5), .attempts = {attempt(3, answered(500)), attempt(4, answered(200))}});
  EXPECT_EQ(progress.next, at(5));
  ASSERT_NE(progress.find(at(3)), nullptr);
  EXPECT_EQ(progress.find(at(3))->attempts, 1);
  EXPECT_EQ(progress.find(at(4)), nullptr);
  EXPECT_TRUE(progress.tried(at(4)));
  EXPECT_FALSE(progress.tried(at(5)));
  EXPECT_EQ(progress.delivered, 1U);
  EXPECT_EQ(progress.failed, 1U);
  progress.take({.next = at(5), .attempts = {attempt(3, answered(200), 1)}});
  EXPECT_TRUE(progress.pending.empty());
  EXPECT_EQ(progress.recent.back().number, 2);
}

TEST(DeliveriesTest, OfAttemptsTheNewestAreKept) {
  DeliveryProgress progress;
  for (std::uint64_t i = 1; i <= recent_attempts_max + 5; ++i)
    progress.take({.next = at(i + 1), .attempts = {attempt(i, answered(200))}});
  EXPECT_EQ(progress.recent.size(), recent_attempts_max);
  EXPECT_EQ(progress.recent.front().attempt.at, at(6));
}

TEST(DeliveriesTest, WhatIsAskedForIsDueAtOnceWithAllItsAttempts) {
  DeliveryProgress progress{.next = at(5)};
  progress.take({.next = at(6), .attempts = {attempt(5, answered(500))}});
  progress.ask({.record = {5}, .at = at(5), .due = now});
  EXPECT_EQ(progress.pending,
            (std::vector{PendingDelivery{.record = {5}, .at = at(5), .due = now}}));
  progress.ask({.record = {2}, .at = at(2), .due = now});
  EXPECT_EQ(progress.pending.size(), 2U);
}

TEST(DeliveriesTest, NoEventHasItsFirstAttemptWhileTooManyWait) {
  DeliveryProgress progress;
  EXPECT_TRUE(progress.may_go_on());
  for (std::uint64_t i = 1; i <= pending_deliveries_max; ++i)
    progress.take({.next = at(i + 1), .attempts = {attempt(i, answered(500))}});
  EXPECT_FALSE(progress.may_go_on());
}

// Whatever the outcomes and their order, and whatever is asked for again: an event is delivered, or
// waits, or is given up after all of its attempts; none is left out, and what is bounded stays so.
RC_GTEST_PROP(DeliveriesProperty, NoEventIsLeftOut, ()) {
  DeliveryProgress progress{.next = at(1)};
  std::set<std::uint64_t> told;
  std::set<std::uint64_t> given_up;
  std::uint64_t tried = 0;
  const auto steps = *rc::gen::inRange(0, 2'000);
  for (int i = 0; i < steps; ++i) {
    if (tried > 0 && progress.may_go_on() && *rc::gen::inRange(0, 12) == 0) {
      const auto again = *rc::gen::inRange<std::uint64_t>(1, tried + 1);
      progress.ask({.record = {again}, .at = at(again), .due = now});
      told.erase(again);
      given_up.erase(again);
    }
    const bool first =
        progress.may_go_on() && (progress.pending.empty() || *rc::gen::inRange(0, 3) != 0);
    PendingDelivery before;
    if (first)
      before = {.record = {++tried}, .at = at(tried)};
    else
      before = progress.pending[*rc::gen::inRange<std::size_t>(0, progress.pending.size())];
    // Somebody asks for it while it is under way.
    const bool asked = !first && *rc::gen::inRange(0, 20) == 0;
    if (asked) progress.ask(before = {.record = before.record, .at = before.at, .due = now});
    const auto status = *rc::gen::element<std::uint16_t>(200, 500, 500, 429);
    DeliveryAttempt made =
        attempt_of(before, answered(status), now, *rc::gen::inRange(0U, jitter_end));
    if (asked) ask_again(made);
    progress.take({.next = at(tried + 1), .attempts = {made}});
    if (made.end == DeliveryEnd::delivered && made.due == Time{})
      told.insert(before.at.sequence.value);
    if (disables(made, false)) given_up.insert(before.at.sequence.value);
  }
  RC_ASSERT(progress.pending.size() <= pending_deliveries_max);
  RC_ASSERT(progress.recent.size() <= recent_attempts_max);
  for (std::uint64_t event = 1; event <= tried; ++event) {
    const bool waits = progress.find(at(event)) != nullptr;
    RC_ASSERT(static_cast<int>(waits) + static_cast<int>(told.contains(event)) +
                  static_cast<int>(given_up.contains(event)) ==
              1);
  }
}

}  // namespace
}  // namespace bursar::ledger::deliveries_test
