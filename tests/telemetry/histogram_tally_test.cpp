#include "telemetry/histogram_tally.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace bursar::telemetry::histogram_tally_test {
namespace {

constexpr double bounds[] = {1, 2, 4};
using Counts = std::vector<double>;

TEST(HistogramTallyTest, ValueCountsInTheFirstBucketWhoseBoundItDoesNotExceed) {
  HistogramTally tally{bounds};
  for (const double value : {0.5, 1.0, 1.5, 4.0, 4.5}) tally.observe(value);
  EXPECT_EQ(tally.counts(), (Counts{2, 1, 1, 1}));
  EXPECT_DOUBLE_EQ(tally.sum(), 11.5);
}

TEST(HistogramTallyTest, ResetForgetsEverything) {
  HistogramTally tally{bounds};
  EXPECT_TRUE(tally.empty());
  tally.observe(0);
  EXPECT_FALSE(tally.empty());
  tally.reset();
  EXPECT_TRUE(tally.empty());
  EXPECT_EQ(tally.counts(), (Counts{0, 0, 0, 0}));
  EXPECT_EQ(tally.sum(), 0);
}

TEST(HistogramTallyTest, EndlessValueCountsInTheLastBucket) {
  HistogramTally tally{bounds};
  tally.observe(std::numeric_limits<double>::infinity());
  EXPECT_EQ(tally.counts(), (Counts{0, 0, 0, 1}));
}

}  // namespace
}  // namespace bursar::telemetry::histogram_tally_test
