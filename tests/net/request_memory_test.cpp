#include "net/request_memory.hpp"

#include <gtest/gtest.h>

namespace bursar::net::request_memory_test {
namespace {

TEST(RequestMemoryTest, IsGivenToTheByteAndARefusalTakesNothing) {
  RequestMemory memory{100};
  EXPECT_TRUE(memory.take(60));
  EXPECT_FALSE(memory.take(41));
  EXPECT_EQ(memory.bytes(), 60U);
  EXPECT_TRUE(memory.take(40));
  memory.give_back(60);
  EXPECT_TRUE(memory.take(60));
  EXPECT_EQ(memory.bytes(), 100U);
}

}  // namespace
}  // namespace bursar::net::request_memory_test
