#include "commands/core_dumps.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace bursar::commands::core_dumps_test {
namespace {

rlimit limit() {
  rlimit found{};
  ::getrlimit(RLIMIT_CORE, &found);
  return found;
}

TEST(CoreDumpsTest, AreForbiddenToFilesAndToCollectorsAndMayBeAllowedAgain) {
  const rlimit before = limit();
  forbid_core_dumps();
  EXPECT_EQ(limit().rlim_cur, 0U);
  EXPECT_EQ(limit().rlim_max, before.rlim_max);
  EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 0);
  allow_core_dumps();
  EXPECT_EQ(limit().rlim_cur, before.rlim_max);
  EXPECT_EQ(::prctl(PR_GET_DUMPABLE), 1);
  ::setrlimit(RLIMIT_CORE, &before);
}

}  // namespace
}  // namespace bursar::commands::core_dumps_test
