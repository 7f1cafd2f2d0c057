#include "ledger/recent_keys.hpp"

#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::ledger {
namespace {

constexpr Time day(std::int64_t number) {
  return {number * day_ms};
}
constexpr Bits128 key(std::uint64_t low) {
  return {7, low};
}

TEST(RecentKeysTest, AKeyIsFoundWithWhatBecameOfIt) {
  RecentKeys keys;
  EXPECT_EQ(keys.find(key(1)), nullptr);
  keys.add({.key = key(1), .content = 5, .place = 0}, day(0));
  ASSERT_NE(keys.find(key(1)), nullptr);
  EXPECT_EQ(keys.find(key(1))->content, 5U);
  keys.find(key(1))->place = 9;
  EXPECT_EQ(std::as_const(keys).find(key(1))->place, 9U);
  EXPECT_EQ(keys.find(key(2)), nullptr);
}

TEST(RecentKeysTest, AKeyOutlivesTheDayAfterIt) {
  RecentKeys keys;
  keys.add({.key = key(1)}, day(10));
  keys.add({.key = key(2)}, day(11));
  EXPECT_EQ(keys.forget(day(11)), 0U);
  EXPECT_NE(keys.find(key(1)), nullptr);
  EXPECT_EQ(keys.forget(day(12)), 1U);
  EXPECT_EQ(keys.find(key(1)), nullptr);
  EXPECT_NE(keys.find(key(2)), nullptr);
  EXPECT_EQ(keys.size(), 1U);
}

TEST(RecentKeysTest, ThreeGenerationsAreKeptAtMost) {
  RecentKeys keys;
  for (std::uint64_t n = 0; n < 10; ++n)
    keys.add({.key = key(n)}, day(static_cast<std::int64_t>(n)));
  EXPECT_EQ(keys.size(), 3U);
  EXPECT_EQ(keys.find(key(6)), nullptr);
  EXPECT_NE(keys.find(key(7)), nullptr);
}

TEST(RecentKeysTest, ATimeThatLagsALittleJoinsTheNewestGeneration) {
  RecentKeys keys;
  keys.add({.key = key(1)}, day(5));
  keys.add({.key = key(2)}, Time{day(5).milliseconds - 1});
  EXPECT_EQ(keys.forget(day(6)), 0U);
  EXPECT_EQ(keys.size(), 2U);
}

TEST(RecentKeysDeathTest, AKeyIsAddedOnce) {
  RecentKeys keys;
  keys.add({.key = key(1)}, day(0));
  EXPECT_DEATH(keys.add({.key = key(1)}, day(1)), "CHECK failed");
}

// Few different low bits, so that keys collide, push each other on and leave holes.
RC_GTEST_PROP(RecentKeysTest, AddingAndErasingAgreeWithAMap, ()) {
  RecentKeys keys;
  std::map<std::uint64_t, std::uint64_t> model;
  const auto steps =
      *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 40));
  for (std::uint64_t step = 0; step < steps.size(); ++step) {
    const std::uint64_t number = steps[step];
    const Bits128 bits{number + 1, number % 5};
    if (model.erase(number) == 1) {
      keys.erase(bits);
    } else {
      keys.add({.key = bits, .content = number, .place = step}, day(0));
      model[number] = step;
    }
    RC_ASSERT(keys.size() == model.size());
    for (std::uint64_t n = 0; n < 40; ++n) {
      const KeyEntry* found = keys.find({n + 1, n % 5});
      RC_ASSERT((found != nullptr) == model.contains(n));
      if (found != nullptr) RC_ASSERT(found->place == model.at(n));
    }
  }
}

TEST(RecentKeysTest, ManyKeysFit) {
  RecentKeys keys;
  for (std::uint64_t n = 1; n < 100'000; ++n)
    keys.add({.key = {n, n * 0x9E3779B97F4A7C15ULL}, .place = n},
             day(static_cast<int>(n / 60'000)));
  for (std::uint64_t n = 1; n < 100'000; ++n)
    ASSERT_EQ(keys.find({n, n * 0x9E3779B97F4A7C15ULL})->place, n);
}

}  // namespace
}  // namespace bursar::ledger
