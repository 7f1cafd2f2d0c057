#include "crypto/sealed_text.hpp"

#include "crypto/hash.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace bursar::crypto::sealed_text_test {
namespace {

class SealedTextTest : public testing::Test {
 protected:
  SealedTextTest() { start(); }

  static Bytes<32> key(std::uint8_t with) {
    Bytes<32> bytes;
    bytes.fill(with);
    return bytes;
  }
  std::string opened(ByteView sealed, std::string_view bound_to) const {
    const auto text = texts_.open(sealed, bound_to);
    return text ? text->reveal() : "nothing";
  }

  const SealedTexts texts_{key(7), "5f3a9c01"};
};

TEST_F(SealedTextTest, WhatIsSealedIsOpenedByItsKey) {
  const auto sealed = texts_.seal("an account number", "wallet 6");
  EXPECT_EQ(opened(sealed, "wallet 6"), "an account number");
  EXPECT_EQ(opened(texts_.seal("", ""), ""), "");
}

TEST_F(SealedTextTest, ItTellsNothingOfTheText) {
  const auto sealed = texts_.seal("9876543210", "");
  const std::string bytes{sealed.begin(), sealed.end()};
  EXPECT_EQ(bytes.find("9876543210"), std::string::npos);
  EXPECT_NE(texts_.seal("9876543210", ""), sealed) << "nor that two are the same";
}

TEST_F(SealedTextTest, NobodyElseOpensIt) {
  const auto sealed = texts_.seal("an account number", "wallet 6");
  EXPECT_FALSE((SealedTexts{key(8), "5f3a9c01"}.open(sealed, "wallet 6")));
  EXPECT_FALSE((SealedTexts{key(7), "5f3a9c02"}.open(sealed, "wallet 6")));
  EXPECT_FALSE(texts_.open(sealed, "wallet 7"));
}

TEST_F(SealedTextTest, NoBitOfItMayBeFlippedAndNoByteMissing) {
  const auto sealed = texts_.seal("text", "bond");
  for (std::size_t at = 0; at < sealed.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = sealed;
      flipped[at] = static_cast<std::uint8_t>(flipped[at] ^ (1 << bit));
      ASSERT_FALSE(texts_.open(flipped, "bond")) << at << ' ' << bit;
    }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    ASSERT_FALSE(texts_.open(ByteView{sealed}.first(size), "bond")) << size;
}

TEST_F(SealedTextTest, ATextIsKnownByOneNameToWhoeverHasTheKey) {
  EXPECT_EQ(texts_.fingerprint("a"), texts_.fingerprint("a"));
  EXPECT_NE(texts_.fingerprint("a"), texts_.fingerprint("b"));
  EXPECT_NE(texts_.fingerprint("a"), (SealedTexts{key(8), "5f3a9c01"}.fingerprint("a")));
}

}  // namespace
}  // namespace bursar::crypto::sealed_text_test
