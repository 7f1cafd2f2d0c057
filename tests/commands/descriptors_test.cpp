#include "commands/descriptors.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace bursar::commands::descriptors_test {
namespace {

TEST(DescriptorsTest, ConnectionsLeaveTheEngineItsOwn) {
  EXPECT_EQ(connections_within(1'048'576, 10'000, 1), 10'000U);
  EXPECT_EQ(connections_within(10'256, 10'000, 1), 10'000U);
  EXPECT_EQ(connections_within(10'255, 10'000, 1), 9'999U);
  EXPECT_EQ(connections_within(1'024, 10'000, 1), 768U);
  EXPECT_EQ(connections_within(1'024, 10'000, 2), 704U);
  EXPECT_EQ(connections_within(200, 10'000, 1), 100U) << "half of few";
  EXPECT_EQ(connections_within(1, 10'000, 1), 1U);
  EXPECT_EQ(connections_within(1'024, 10, 1), 10U) << "never more than asked for";
}

TEST(DescriptorsTest, TheProcessGetsAllThatItMayHave) {
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit before = limit;
  limit.rlim_cur = limit.rlim_max / 2;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(raise_descriptors(), limit.rlim_max);
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, limit.rlim_max);
  EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

}  // namespace
}  // namespace bursar::commands::descriptors_test
