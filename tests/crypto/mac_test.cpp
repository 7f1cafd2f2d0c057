#include "crypto/mac.hpp"

#include "crypto/hash.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace bursar::crypto::mac_test {
namespace {

// HMAC fills a shorter key up with zeros, so the RFC's keys are these 32 bytes too.
Bytes<32> padded(ByteView key) {
  Bytes<32> whole{};
  std::ranges::copy(key, whole.begin());
  return whole;
}

// RFC 4231, test cases 1 and 2.
TEST(MacTest, AgreesWithThePublishedVectors) {
  start();
  Bytes<20> key;
  key.fill(0x0b);
  EXPECT_EQ(hex(mac(padded(key), bytes_of("Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(mac(padded(bytes_of("Jefe")), bytes_of("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(MacTest, DependsOnTheKey) {
  EXPECT_NE(mac(padded(bytes_of("one")), bytes_of("x")),
            mac(padded(bytes_of("two")), bytes_of("x")));
}

}  // namespace
}  // namespace bursar::crypto::mac_test
