#include "crypto/system_random.hpp"

#include "crypto/hash.hpp"

#include <set>

#include <gtest/gtest.h>

namespace bursar::crypto {
namespace {

TEST(SystemRandomTest, NeverRepeatsItself) {
  start();
  std::set<Bytes<32>> seen;
  for (int i = 0; i < 1'000; ++i) {
    Bytes<32> bytes{};
    fill_random(bytes);
    EXPECT_TRUE(seen.insert(bytes).second);
  }
}

TEST(SystemRandomTest, NothingToFillIsNothingToDo) {
  fill_random({});
}

}  // namespace
}  // namespace bursar::crypto
