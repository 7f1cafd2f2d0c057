#include "actors/keys_under_way.hpp"

#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::keys_under_way_test {
namespace {

constexpr ledger::Bits128 key(std::uint64_t low) {
  return {7, low};
}

TEST(KeysUnderWayTest, AKeyIsFoundWithItsContentAndItsSlot) {
  KeysUnderWay keys;
  EXPECT_EQ(keys.find(key(1)), nullptr);
  keys.add({.key = key(1), .content = 5, .slot = 9});
  ASSERT_NE(keys.find(key(1)), nullptr);
  EXPECT_EQ(keys.find(key(1))->content, 5U);
  EXPECT_EQ(keys.find(key(1))->slot, 9U);
  EXPECT_EQ(keys.find(key(2)), nullptr);
}

TEST(KeysUnderWayDeathTest, AKeyIsAddedOnceAndErasedOnce) {
  KeysUnderWay keys;
  keys.add({.key = key(1)});
  EXPECT_DEATH(keys.add({.key = key(1)}), "CHECK failed");
  keys.erase(key(1));
  EXPECT_DEATH(keys.erase(key(1)), "CHECK failed");
}

// Few different low bits, so that keys collide, push each other on and leave holes.
RC_GTEST_PROP(KeysUnderWayTest, AddingAndErasingAgreeWithAMap, ()) {
  KeysUnderWay keys;
  std::map<std::uint64_t, std::uint32_t> model;
  const auto steps =
      *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 40));
  for (std::uint32_t step = 0; step < steps.size(); ++step) {
    const std::uint64_t number = steps[step];
    const ledger::Bits128 bits{number + 1, number % 5};
    if (model.erase(number) == 1) {
      keys.erase(bits);
    } else {
      keys.add({.key = bits, .content = number, .slot = step});
      model[number] = step;
    }
    RC_ASSERT(keys.size() == model.size());
    for (std::uint64_t n = 0; n < 40; ++n) {
      const KeyUnderWay* found = keys.find({n + 1, n % 5});
      RC_ASSERT((found != nullptr) == model.contains(n));
      if (found != nullptr) RC_ASSERT(found->slot == model.at(n));
    }
  }
}

TEST(KeysUnderWayTest, ABurstFitsAndPasses) {
  KeysUnderWay keys;
  for (int burst = 0; burst < 2; ++burst) {
    for (std::uint32_t n = 1; n < 10'000; ++n)
      keys.add({.key = {n, n * 0x9E3779B97F4A7C15ULL}, .slot = n});
    for (std::uint32_t n = 1; n < 10'000; ++n) {
      ASSERT_EQ(keys.find({n, n * 0x9E3779B97F4A7C15ULL})->slot, n);
      keys.erase({n, n * 0x9E3779B97F4A7C15ULL});
    }
    EXPECT_EQ(keys.size(), 0U);
  }
}

}  // namespace
}  // namespace bursar::actors::keys_under_way_test
