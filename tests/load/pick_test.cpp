#include "load/pick.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::load::pick_test {
namespace {

std::vector<std::uint64_t> picked(Picking picking, std::uint64_t count, std::uint64_t times,
                                  std::uint64_t seed = 1) {
  std::vector<std::uint64_t> seen(count);
  Pick pick{picking, count, seed};
  for (std::uint64_t n = 0; n < times; ++n) ++seen.at(pick.next());
  return seen;
}

// How often each comes by the law, of so many times.
std::vector<double> by_zipf(std::uint64_t count, std::uint64_t times) {
  std::vector<double> expected(count);
  double sum = 0;
  for (std::uint64_t k = 0; k < count; ++k)
    sum += expected[k] = std::pow(static_cast<double>(k + 1), -0.99);
  for (double& each : expected) each *= static_cast<double>(times) / sum;
  return expected;
}

TEST(PickTest, UniformPicksEachAsOften) {
  constexpr std::uint64_t times = 100'000;
  for (const std::uint64_t seen : picked(Picking::uniform, 10, times))
    EXPECT_NEAR(static_cast<double>(seen), 10'000, 500);
}

TEST(PickTest, ZipfPicksByTheLaw) {
  constexpr std::uint64_t times = 400'000;
  for (const std::uint64_t count : {1U, 2U, 3U, 100U, 10'000U}) {
    const auto seen = picked(Picking::zipf, count, times);
    const auto expected = by_zipf(count, times);
    for (std::size_t k = 0; k < count && k < 20; ++k)
      EXPECT_NEAR(static_cast<double>(seen[k]), expected[k], 6 * std::sqrt(expected[k]) + 1)
          << k << " of " << count;
  }
}

TEST(PickTest, ZipfReachesTheLastOfAMillion) {
  Pick pick{Picking::zipf, 1'000'000, 3};
  std::uint64_t most = 0;
  for (int n = 0; n < 1'000'000; ++n) most = std::max(most, pick.next());
  EXPECT_LT(most, 1'000'000U);
  EXPECT_GT(most, 900'000U);
}

TEST(PickTest, ASeedPicksTheSameAgain) {
  for (const Picking picking : {Picking::uniform, Picking::zipf}) {
    EXPECT_EQ(picked(picking, 100, 1'000, 7), picked(picking, 100, 1'000, 7));
    EXPECT_NE(picked(picking, 100, 1'000, 7), picked(picking, 100, 1'000, 8));
  }
}

TEST(PickTest, ARandomUnitIsBelowOne) {
  Random random{5};
  for (int n = 0; n < 10'000; ++n) {
    const double unit = random.unit();
    ASSERT_GE(unit, 0);
    ASSERT_LT(unit, 1);
    ASSERT_LT(random.below(3), 3U);
    ASSERT_EQ(random.below(1), 0U);
  }
}

}  // namespace
}  // namespace bursar::load::pick_test
