#include "load/histogram.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace bursar::load::histogram_test {
namespace {

TEST(HistogramTest, ReadsWithinEightInAThousandOfWhatWasRecorded) {
  for (std::int64_t value = 1; value < Histogram::longest_ns / 2; value = value * 5 / 4 + 1) {
    Histogram one;
    one.record(value);
    one.record(Histogram::longest_ns);  // so that the first is not cut off at the most
    const std::int64_t read = one.quantile(0.5);
    EXPECT_GE(read, value);
    EXPECT_LE(static_cast<double>(read), static_cast<double>(value) * 1.008 + 1) << value;
  }
}

TEST(HistogramTest, IsExactWhereItIsSmall) {
  Histogram histogram;
  for (std::int64_t value = 0; value < 256; ++value) histogram.record(value);
  for (std::int64_t value = 1; value < 256; ++value)
    EXPECT_EQ(histogram.quantile(static_cast<double>(value + 1) / 256), value);
  EXPECT_EQ(histogram.least(), 0);
  EXPECT_EQ(histogram.most(), 255);
  EXPECT_DOUBLE_EQ(histogram.mean(), 127.5);
}

TEST(HistogramTest, AQuantileIsWhatSoManyTookAtMost) {
  Histogram histogram;
  for (int i = 0; i < 99; ++i) histogram.record(100);
  histogram.record(250);
  EXPECT_EQ(histogram.quantile(0), 100);
  EXPECT_EQ(histogram.quantile(0.5), 100);
  EXPECT_EQ(histogram.quantile(0.99), 100);
  EXPECT_EQ(histogram.quantile(0.991), 250);
  EXPECT_EQ(histogram.quantile(1), 250);
}

TEST(HistogramTest, OfNothingIsNothing) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.quantile(0.99), 0);
  EXPECT_EQ(histogram.least(), 0);
  EXPECT_EQ(histogram.most(), 0);
  EXPECT_EQ(histogram.mean(), 0);
  EXPECT_TRUE(histogram.steps().empty());
}

TEST(HistogramTest, WhatIsOutOfItsReachCountsAtItsEnds) {
  Histogram histogram;
  histogram.record(-5);
  histogram.record(INT64_MAX);
  EXPECT_EQ(histogram.count(), 2U);
  EXPECT_EQ(histogram.quantile(0.5), 0);
  EXPECT_EQ(histogram.quantile(1), Histogram::longest_ns);
}

TEST(HistogramTest, TwoTogetherAreAsIfOneHadSeenAll) {
  Histogram first;
  Histogram second;
  Histogram all;
  for (std::int64_t value = 1; value < 100'000'000; value = value * 3 / 2 + 1) {
    (value % 2 == 0 ? first : second).record(value);
    all.record(value);
  }
  first.add(second);
  EXPECT_EQ(first.count(), all.count());
  EXPECT_EQ(first.most(), all.most());
  EXPECT_EQ(first.least(), all.least());
  EXPECT_DOUBLE_EQ(first.mean(), all.mean());
  for (const double part : {0.1, 0.5, 0.9, 0.99})
    EXPECT_EQ(first.quantile(part), all.quantile(part));
}

TEST(HistogramTest, ItsStepsRiseToAllThatWasRecorded) {
  Histogram histogram;
  for (const std::int64_t value : {5, 5, 9, 70'000, 1'000'000}) histogram.record(value);
  const auto steps = histogram.steps();
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_EQ(steps[0].nanoseconds, 5);
  EXPECT_EQ(steps[0].count, 2U);
  for (std::size_t at = 1; at < steps.size(); ++at) {
    EXPECT_GT(steps[at].nanoseconds, steps[at - 1].nanoseconds);
    EXPECT_GT(steps[at].count, steps[at - 1].count);
  }
  EXPECT_EQ(steps.back().nanoseconds, 1'000'000);
  EXPECT_EQ(steps.back().count, 5U);
}

}  // namespace
}  // namespace bursar::load::histogram_test
