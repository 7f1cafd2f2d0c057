#include "persistence/key_filter.hpp"

#include <random>

#include <gtest/gtest.h>

namespace bursar::persistence::key_filter_test {
namespace {

TEST(KeyFilterTest, EveryKeyThatIsThereMayBeThere) {
  for (const std::uint64_t count : {0U, 1U, 25U, 26U, 1'000U, 100'000U}) {
    KeyFilter filter{count};
    std::mt19937_64 hashes{count};
    for (std::uint64_t i = 0; i < count; ++i) filter.add(hashes());
    hashes.seed(count);
    for (std::uint64_t i = 0; i < count; ++i) ASSERT_TRUE(filter.may_hold(hashes()));
  }
}

TEST(KeyFilterTest, OfAThousandKeysThatAreNotThereLessThanOneMayBe) {
  constexpr std::uint64_t count = 200'000;
  KeyFilter filter{count};
  std::mt19937_64 hashes{1};
  for (std::uint64_t i = 0; i < count; ++i) filter.add(hashes());
  std::uint64_t mistaken = 0;
  for (std::uint64_t i = 0; i < count; ++i) mistaken += filter.may_hold(hashes()) ? 1 : 0;
  EXPECT_LT(mistaken, count / 1'000);
}

TEST(KeyFilterTest, AnEmptyOneHoldsNothing) {
  EXPECT_FALSE(KeyFilter{0}.may_hold(1));
  EXPECT_FALSE(KeyFilter{0}.may_hold(UINT64_MAX));
}

TEST(KeyFilterTest, ItsLinesAreAllOfIt) {
  KeyFilter filter{100};
  filter.add(42);
  const KeyFilter again{{filter.lines().begin(), filter.lines().end()}};
  EXPECT_TRUE(again.may_hold(42));
}

TEST(KeyFilterTest, SortedKeysFillItFromFrontToBack) {
  KeyFilter filter{1'000};
  filter.add(0);
  filter.add(UINT64_MAX);
  EXPECT_NE(filter.lines().front().words, KeyFilter::Line{}.words);
  EXPECT_NE(filter.lines().back().words, KeyFilter::Line{}.words);
}

}  // namespace
}  // namespace bursar::persistence::key_filter_test
