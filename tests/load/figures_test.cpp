#include "load/figures.hpp"

#include <gtest/gtest.h>

namespace bursar::load::figures_test {
namespace {

TEST(FiguresTest, AreWrittenAsPeopleReadThem) {
  EXPECT_EQ(fixed(0.5, 2), "0.50");
  EXPECT_EQ(milliseconds(412'345), "0.412");
  EXPECT_EQ(milliseconds(412'345, true), "0.412345");
  EXPECT_EQ(grouped(std::uint64_t{1'234'567}), "1,234,567");
  EXPECT_EQ(grouped(std::uint64_t{999}), "999");
  EXPECT_EQ(grouped(12'345.6), "12,346");
  EXPECT_EQ(grouped(2.25), "2.2");
  EXPECT_EQ(grouped(0.0), "0");
}

}  // namespace
}  // namespace bursar::load::figures_test
