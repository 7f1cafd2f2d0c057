#include "telemetry/families.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace bursar::telemetry::families_test {
namespace {

const prometheus::MetricFamily* named(const std::vector<prometheus::MetricFamily>& families,
                                      const std::string& name) {
  const auto found = std::ranges::find(families, name, &prometheus::MetricFamily::name);
  return found == families.end() ? nullptr : &*found;
}

TEST(FamiliesTest, NoTwoBearOneName) {
  Families families;
  families.requests.Add({{"route", "pay"}, {"status", "201"}}).Increment();
  families.add_asked(Asked::gauge, "bursar_in_flight", "Calls.", [] { return 1; });
  std::set<std::string> names;
  for (const auto& family : families.Collect()) EXPECT_TRUE(names.insert(family.name).second);
  EXPECT_TRUE(names.contains("bursar_in_flight"));
  EXPECT_TRUE(names.contains("bursar_journal_sequence"));
}

TEST(FamiliesTest, WhatIsAskedIsAskedAtEveryCollection) {
  Families families;
  int asked = 0;
  families.add_asked(Asked::counter, "bursar_asked_total", "How often.", [&] { return ++asked; });
  for (const double expected : {1.0, 2.0}) {
    const auto collected = families.Collect();
    const auto* family = named(collected, "bursar_asked_total");
    ASSERT_NE(family, nullptr);
    EXPECT_EQ(family->type, prometheus::MetricType::Counter);
    EXPECT_EQ(family->metric.front().counter.value, expected);
  }
}

TEST(FamiliesTest, BucketsAreBoundsThatGrow) {
  EXPECT_TRUE(std::ranges::is_sorted(seconds_bounds));
  EXPECT_TRUE(std::ranges::is_sorted(records_bounds));
  Families families;
  families.commit_seconds.Observe(0.0003);
  const auto collected = families.Collect();
  const auto& histogram =
      named(collected, "bursar_journal_commit_seconds")->metric.front().histogram;
  EXPECT_EQ(histogram.bucket[1].cumulative_count, 0U);
  EXPECT_EQ(histogram.bucket[2].cumulative_count, 1U);
}

}  // namespace
}  // namespace bursar::telemetry::families_test
