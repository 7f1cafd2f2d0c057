#include "persistence/low_water.hpp"

#include "tests/support/temporary_directory.hpp"

#include <filesystem>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::low_water_test {
namespace {

TEST(LowWaterTest, BelowTheMarkItIsLowAndAboveWithSomethingToSpareNotAnyMore) {
  LowWater water{800};
  EXPECT_FALSE(water.look(800));
  EXPECT_FALSE(water.low());
  EXPECT_TRUE(water.look(799));
  EXPECT_TRUE(water.low());
  EXPECT_FALSE(water.look(0));
  EXPECT_FALSE(water.look(899));
  EXPECT_TRUE(water.low());
  EXPECT_TRUE(water.look(900));
  EXPECT_FALSE(water.low());
  EXPECT_FALSE(water.look(800));
}

TEST(LowWaterTest, WithoutAMarkItIsNeverLow) {
  LowWater water{0};
  EXPECT_FALSE(water.look(0));
  EXPECT_FALSE(water.low());
}

RC_GTEST_PROP(LowWaterTest, WhatIsBelowTheMarkIsLowAndWhatIsFarAboveIsNot, ()) {
  const auto mark = *rc::gen::inRange<std::uint64_t>(0, 1'000);
  LowWater water{mark};
  for (const auto free :
       *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::inRange<std::uint64_t>(0, 2'000))) {
    const bool before = water.low();
    const bool changed = water.look(free);
    RC_ASSERT(changed == (before != water.low()));
    if (free < mark) RC_ASSERT(water.low());
    if (free >= mark + mark / 8) RC_ASSERT(!water.low());
  }
}

TEST(LowWaterTest, AFileSystemSaysWhatItHasLeft) {
  const tests::TemporaryDirectory directory;
  const auto free = free_bytes(directory.path());
  ASSERT_TRUE(free);
  EXPECT_GT(*free, 0U);
  EXPECT_LE(*free, std::filesystem::space(directory.path()).capacity);
  EXPECT_EQ(free_bytes(directory.path() / "nowhere"), std::nullopt);
}

}  // namespace
}  // namespace bursar::persistence::low_water_test
