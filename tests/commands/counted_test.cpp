#include "commands/counted.hpp"

#include <gtest/gtest.h>

namespace bursar::commands::counted_test {
namespace {

TEST(CountedTest, ThousandsAreSetApart) {
  using bursar::commands::counted;
  EXPECT_EQ(counted(0), "0");
  EXPECT_EQ(counted(999), "999");
  EXPECT_EQ(counted(1'000), "1,000");
  EXPECT_EQ(counted(1'234'567), "1,234,567");
  EXPECT_EQ(counted(18'446'744'073'709'551'615ULL), "18,446,744,073,709,551,615");
}

}  // namespace
}  // namespace bursar::commands::counted_test
