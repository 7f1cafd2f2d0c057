#include "net/recent_names.hpp"

#include <gtest/gtest.h>

namespace bursar::net::recent_names_test {
namespace {

TEST(RecentNamesTest, OneMoreThanMayBePutsOutTheOldestAlone) {
  RecentNames names{3};
  for (const char* name : {"a", "b", "c", "a", "d"}) names.put(name);
  EXPECT_TRUE(names.contains("a")) << "it was put again";
  EXPECT_FALSE(names.contains("b"));
  EXPECT_TRUE(names.contains("c"));
  EXPECT_TRUE(names.contains("d"));
}

TEST(RecentNamesTest, WhatIsErasedMakesRoom) {
  RecentNames names{2};
  names.put("a");
  names.put("a");
  EXPECT_FALSE(names.full());
  names.put("b");
  EXPECT_TRUE(names.full());
  names.erase("a");
  names.erase("a");
  EXPECT_FALSE(names.contains("a"));
  EXPECT_FALSE(names.full());
}

}  // namespace
}  // namespace bursar::net::recent_names_test
