#include "load/timeline.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace bursar::load::timeline_test {
namespace {

using namespace std::chrono_literals;

Part part(std::uint64_t sent, std::uint64_t done, std::int64_t latency_ns,
          std::int64_t lag_ns = 0) {
  Part made{.counts = {.sent = sent, .done = done, .payments = done},
            .lag_most_ns = lag_ns,
            .latency = {}};
  for (std::uint64_t n = 0; n < done; ++n) made.latency.record(latency_ns);
  return made;
}

TEST(TimelineTest, ASecondIsThatOfAllThreads) {
  Timeline timeline{{.threads = 2}};
  timeline.hand_over(0, part(3, 2, 100, 5));
  timeline.hand_over(1, part(4, 4, 200, 9));
  const auto row = timeline.next();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->second, 0U);
  EXPECT_EQ(row->counts.sent, 7U);
  EXPECT_EQ(row->counts.done, 6U);
  EXPECT_EQ(row->due, 7U) << "in a closed loop what is sent was due";
  EXPECT_EQ(row->waiting, 0U);
  EXPECT_EQ(row->lag_most_ns, 9);
  EXPECT_EQ(row->p50_ns, 200);
  EXPECT_EQ(row->most_ns, 200);
}

TEST(TimelineTest, WhoeverHasEndedIsNotWaitedFor) {
  Timeline timeline{{.threads = 2}};
  timeline.hand_over(0, part(1, 1, 100));
  timeline.end(0, {.never_sent = 0, .last_answer = 500ms, .errors = {}});
  timeline.hand_over(1, part(1, 1, 100));
  timeline.hand_over(1, part(2, 2, 100));
  timeline.end(1, {.never_sent = 0, .last_answer = 1'500ms, .errors = {}});
  EXPECT_EQ(timeline.next()->counts.done, 2U);
  EXPECT_EQ(timeline.next()->counts.done, 2U);
  EXPECT_FALSE(timeline.next());
  const Totals totals = timeline.take();
  EXPECT_EQ(totals.all.done, 4U);
  EXPECT_EQ(totals.rows.size(), 2U);
  EXPECT_DOUBLE_EQ(totals.seconds, 1.5);
}

TEST(TimelineTest, WhatIsDueAndNotBegunIsWaiting) {
  const Schedule schedule{{.rate = 10, .rate_to = 10, .seconds = 2}};
  Timeline timeline{{.threads = 1, .schedule = &schedule}};
  timeline.hand_over(0, part(4, 4, 100));
  timeline.hand_over(0, part(9, 9, 100));
  timeline.hand_over(0, part(7, 7, 100));
  timeline.end(0, {});
  const auto first = timeline.next();
  EXPECT_EQ(first->due, 10U) << "the eleventh is due as the next second begins";
  EXPECT_EQ(first->waiting, 6U);
  const auto second = timeline.next();
  EXPECT_EQ(second->due, 10U);
  EXPECT_EQ(second->waiting, 7U);
  const auto after = timeline.next();
  EXPECT_EQ(after->due, 0U);
  EXPECT_EQ(after->waiting, 0U);
}

TEST(TimelineTest, SecondsOfWarmUpAreShownAndNotMeasured) {
  Timeline timeline{{.threads = 1, .warm_up = 1}};
  timeline.hand_over(0, part(5, 5, 1'000));
  timeline.hand_over(0, part(3, 3, 10));
  timeline.end(0, {.never_sent = 0, .last_answer = 2s, .errors = {}});
  while (timeline.next()) {
  }
  const Totals totals = timeline.take();
  EXPECT_EQ(totals.rows.size(), 2U);
  EXPECT_EQ(totals.all.done, 8U);
  EXPECT_EQ(totals.measured.done, 3U);
  EXPECT_EQ(totals.latency.count(), 3U);
  EXPECT_EQ(totals.latency.most(), 10);
  EXPECT_DOUBLE_EQ(totals.seconds, 1);
}

TEST(TimelineTest, ErrorsAreAddedUpAndTheirKindsBounded) {
  Timeline timeline{{.threads = 2}};
  timeline.end(0, {.never_sent = 2, .last_answer = 0ns, .errors = {{"503 OVERLOADED", 2}}});
  Timeline::End end{.never_sent = 3, .last_answer = 0ns, .errors = {{"503 OVERLOADED", 5}}};
  for (int kind = 0; kind < 100; ++kind) end.errors["9 " + std::to_string(kind)] = 1;
  timeline.end(1, end);
  EXPECT_FALSE(timeline.next());
  const Totals totals = timeline.take();
  EXPECT_EQ(totals.never_sent, 5U);
  EXPECT_EQ(totals.errors.at("503 OVERLOADED"), 7U);
  EXPECT_LE(totals.errors.size(), 65U);
  EXPECT_EQ(totals.errors.at("others"), 101U - 64U);
}

}  // namespace
}  // namespace bursar::load::timeline_test
