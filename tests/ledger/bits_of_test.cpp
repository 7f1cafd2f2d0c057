#include "ledger/bits_of.hpp"

#include <gtest/gtest.h>

namespace bursar::ledger::bits_of_test {
namespace {

TEST(BitsOfTest, TheFirstEightBytesAreTheHighHalfTheLeastFirst) {
  constexpr Bits128 bits = bits_of({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
  EXPECT_EQ(bits.high, 0x0807060504030201U);
  EXPECT_EQ(bits.low, 0x100f0e0d0c0b0a09U);
}

}  // namespace
}  // namespace bursar::ledger::bits_of_test
