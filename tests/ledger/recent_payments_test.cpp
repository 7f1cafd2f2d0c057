#include "ledger/recent_payments.hpp"

#include "tests/ledger/two_organizations.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger::recent_payments_test {
namespace {

using tests::noon;

Time after(std::int64_t ms) {
  return {noon.milliseconds + ms};
}

RecentPayments paid_at(std::initializer_list<std::int64_t> times, std::uint16_t kept = 0) {
  RecentPayments recent;
  for (const std::int64_t ms : times) recent.add(after(ms), kept);
  return recent;
}

TEST(RecentPaymentsTest, AWalletThatNeverPaidHasNone) {
  const RecentPayments none;
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.count_after({}), 0U);
  EXPECT_TRUE(none.newest_first().empty());
}

TEST(RecentPaymentsTest, WhatCameAfterATimeIsCounted) {
  const RecentPayments recent = paid_at({0, 10, 10, 25});
  EXPECT_EQ(recent.count_after(after(-1)), 4U);
  EXPECT_EQ(recent.count_after(after(0)), 3U);
  EXPECT_EQ(recent.count_after(after(9)), 3U);
  EXPECT_EQ(recent.count_after(after(10)), 1U);
  EXPECT_EQ(recent.count_after(after(24)), 1U);
  EXPECT_EQ(recent.count_after(after(25)), 0U);
  EXPECT_EQ(recent.newest_first(), (std::vector<Time>{after(25), after(10), after(10), after(0)}));
}

TEST(RecentPaymentsTest, TheOrderOfAddingMakesNoDifference) {
  const RecentPayments wanted = paid_at({0, 10, 10, 25});
  EXPECT_EQ(paid_at({25, 10, 0, 10}), wanted);
  EXPECT_EQ(paid_at({10, 25, 10, 0}), wanted);
  EXPECT_EQ(paid_at({10, 0, 25, 10}), wanted);
}

TEST(RecentPaymentsTest, TheNewestSixteenAreKeptAtLeast) {
  RecentPayments recent;
  for (int ms = 0; ms < 100; ++ms) recent.add(after(ms), 3);
  EXPECT_EQ(recent.count(), 16U);
  EXPECT_EQ(recent.newest_first().back(), after(84));
  recent.add(after(1), 3);
  EXPECT_EQ(recent.count(), 16U);
  EXPECT_EQ(recent.newest_first().back(), after(84)) << "older than all that are kept";
}

TEST(RecentPaymentsTest, AsManyAreKeptAsTheRuleCounts) {
  RecentPayments recent;
  for (int ms = 0; ms < 2'000; ++ms) recent.add(after(ms), 1'000);
  EXPECT_EQ(recent.count(), 1'000U);
  recent.add(after(2'000), 0);
  EXPECT_EQ(recent.count(), 16U);
}

TEST(RecentPaymentsTest, WhatNoWindowReachesIsForgotten) {
  RecentPayments recent = paid_at({0, 1'000});
  recent.add(after(recent_reach_ms), 0);
  EXPECT_EQ(recent.newest_first(), (std::vector<Time>{after(recent_reach_ms), after(1'000)}));
  recent.add(after(0), 0);
  EXPECT_EQ(recent.count(), 2U) << "it is as old now";
  recent.add(after(2 * recent_reach_ms), 0);
  EXPECT_EQ(recent.count(), 1U);
  recent.add(after(9 * recent_reach_ms), 0);
  EXPECT_EQ(recent.newest_first(), (std::vector<Time>{after(9 * recent_reach_ms)}));
}

TEST(RecentPaymentsTest, WhatWasKeptComesBackAsItWas) {
  const RecentPayments recent = paid_at({0, 10, 25}, 20);
  EXPECT_EQ(RecentPayments(recent.newest(), recent.kept(), recent.gaps()), recent);
}

/// The plainest way: all of them, sorted, and cut off.
std::vector<Time> naive(std::vector<std::int64_t> times, std::size_t kept) {
  std::ranges::sort(times, std::greater{});
  std::vector<Time> newest;
  for (const std::int64_t ms : times)
    if (newest.size() < kept && ms > times.front() - recent_reach_ms) newest.push_back(after(ms));
  return newest;
}

RC_GTEST_PROP(RecentPaymentsRules, InWhateverOrderItIsWhatWasPaidLast, ()) {
  const auto kept = *rc::gen::inRange<std::uint16_t>(0, 40);
  const auto times = *rc::gen::container<std::vector<std::int64_t>>(
      rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, 50),
                     rc::gen::inRange<std::int64_t>(0, 2 * recent_reach_ms)));
  RecentPayments recent;
  for (const std::int64_t ms : times) recent.add(after(ms), kept);
  RC_ASSERT(recent.newest_first() == naive(times, std::max<std::size_t>(kept, 16)));
  const std::int64_t since = *rc::gen::inRange<std::int64_t>(-10, 60);
  RC_ASSERT(recent.count_after(after(since)) ==
            static_cast<std::size_t>(std::ranges::count_if(
                recent.newest_first(), [&](Time t) { return t > after(since); })));
}

}  // namespace
}  // namespace bursar::ledger::recent_payments_test
