#include "telemetry/process_figures.hpp"

#include <chrono>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace bursar::telemetry::process_figures_test {
namespace {

TEST(ProcessFiguresTest, CommandMayHoldSpacesAndParentheses) {
  const auto stat = parse_process_stat(
      "71 (a) b (c)) S 1 71 71 0 -1 4194304 500 0 2 0 12 34 0 0 20 0 3 0 5678 104857600 910 1844 "
      "1 1");
  ASSERT_TRUE(stat);
  EXPECT_EQ(stat->user_ticks, 12U);
  EXPECT_EQ(stat->system_ticks, 34U);
  EXPECT_EQ(stat->start_ticks, 5'678U);
  EXPECT_EQ(stat->resident_pages, 910U);
}

TEST(ProcessFiguresTest, WhatIsCutShortIsNone) {
  EXPECT_FALSE(parse_process_stat(""));
  EXPECT_FALSE(parse_process_stat("71 (bursar) S 1 71"));
}

TEST(ProcessFiguresTest, FiguresAreOfThisProcess) {
  const ProcessFigures figures = process_figures();
  const auto now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_GT(figures.resident_memory_bytes, 1'000'000);
  EXPECT_GE(figures.cpu_seconds, 0);
  EXPECT_GT(figures.start_time_seconds, now - 86'400);
  EXPECT_LT(figures.start_time_seconds, now + 60);
}

TEST(ProcessFiguresTest, OpenFileIsCounted) {
  const double before = process_figures().open_fds;
  const int file = ::open("/dev/null", O_RDONLY);
  EXPECT_EQ(process_figures().open_fds, before + 1);
  ::close(file);
  EXPECT_EQ(process_figures().open_fds, before);
}

}  // namespace
}  // namespace bursar::telemetry::process_figures_test
