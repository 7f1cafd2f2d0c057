#include "load/plot.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

#include <gmock/gmock.h>

namespace bursar::load::plot_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::size_t points_in(const std::string& svg) {
  const auto from = svg.find("points=\"");
  std::size_t count = 0;
  for (std::size_t at = from; at < svg.find("\"/>", from); ++at) count += svg[at] == ',' ? 1 : 0;
  return count;
}

TEST(PlotTest, MarksStandAtRoundNumbers) {
  EXPECT_THAT(marks(0, 10, false), ElementsAre(0, 2, 4, 6, 8, 10));
  EXPECT_THAT(marks(0, 100, false), ElementsAre(0, 20, 40, 60, 80, 100));
  EXPECT_THAT(marks(0.1, 100, true).size(), 4U);
  EXPECT_THAT(marks(5, 5, false), ElementsAre(5));
}

TEST(PlotTest, ACurveIsDrawnPointByPoint) {
  const std::string svg =
      svg_of({.title = "A < B", .curves = {{"done", {{0, 1}, {1, 2}, {2, 3}}}}});
  EXPECT_THAT(svg, HasSubstr("A &lt; B"));
  EXPECT_THAT(svg, HasSubstr(">done</text>"));
  EXPECT_EQ(points_in(svg), 3U);
}

TEST(PlotTest, ALongCurveIsThinnedOutAndKeepsItsEnd) {
  Curve curve{"c", {}};
  for (int n = 0; n <= 50'000; ++n) curve.points.emplace_back(n, 1);
  const std::string svg = svg_of({.curves = {curve}});
  EXPECT_LE(points_in(svg), 1'002U);
  EXPECT_GT(points_in(svg), 900U);
}

TEST(PlotTest, WhatHasNoLogarithmIsLeftOut) {
  const std::string svg =
      svg_of({.up_by_tens = true, .curves = {{"c", {{0, 0}, {1, 10}, {2, -1}, {3, 100}}}}});
  EXPECT_EQ(points_in(svg), 2U);
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(PlotTest, NothingIsDrawnWithoutNonsense) {
  for (const bool by_tens : {false, true})
    for (const Curve& curve :
         {Curve{"none", {}}, Curve{"one", {{0, 0}}},
          Curve{"odd", {{1, std::numeric_limits<double>::infinity()}, {2, std::nan("")}}}}) {
      const std::string svg =
          svg_of({.across_by_tens = by_tens, .up_by_tens = by_tens, .curves = {curve}});
      EXPECT_THAT(svg, Not(HasSubstr("nan"))) << curve.name;
      EXPECT_THAT(svg, Not(HasSubstr("inf"))) << curve.name;
    }
}

}  // namespace
}  // namespace bursar::load::plot_test
