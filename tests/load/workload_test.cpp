#include "load/workload.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace bursar::load::workload_test {
namespace {

TEST(WorkloadTest, EachIsFoundByItsName) {
  std::set<std::string_view> names;
  for (const Workload& workload : workloads()) {
    EXPECT_EQ(workload_named(workload.name), &workload);
    EXPECT_TRUE(names.insert(workload.name).second) << workload.name;
    EXPECT_FALSE(workload.summary.empty());
  }
  EXPECT_EQ(names.size(), 9U);
  EXPECT_EQ(workload_named("double"), nullptr);
  EXPECT_EQ(workload_named(""), nullptr);
}

}  // namespace
}  // namespace bursar::load::workload_test
