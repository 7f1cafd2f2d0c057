#include "crypto/payment_token.hpp"

#include "crypto/hash.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::crypto::payment_token_test {
namespace {

class PaymentTokenTest : public testing::Test {
 protected:
  PaymentTokenTest() { start(); }

  static Bytes<32> key(std::uint8_t with) {
    Bytes<32> bytes;
    bytes.fill(with);
    return bytes;
  }

  static constexpr std::string_view digits = "0123456789abcdef01234567";
  const PaymentTokens tokens{key(7), "5f3a9c01"};
  const std::string token = tokens.issue(digits, "bound");
};

TEST_F(PaymentTokenTest, ItsFormIsTheKeysIdTheDigitsAndTheProof) {
  EXPECT_EQ(token.substr(0, 42), "x402_tok_5f3a9c010123456789abcdef01234567.");
  EXPECT_EQ(token.size(), 42U - 1 + 1 + 43);
  EXPECT_EQ(tokens.digits(token), digits);
  EXPECT_TRUE(tokens.authentic(token, "bound"));
}

TEST_F(PaymentTokenTest, WhatItIsBoundToAndWhoseKeyItIsDecide) {
  EXPECT_FALSE(tokens.authentic(token, "bounds"));
  EXPECT_FALSE((PaymentTokens{key(8), "5f3a9c01"}.authentic(token, "bound")));
  EXPECT_FALSE((PaymentTokens{key(7), "5f3a9c02"}.authentic(token, "bound")));
}

TEST_F(PaymentTokenTest, NoOtherSpellingIsRead) {
  EXPECT_FALSE(tokens.digits(""));
  EXPECT_FALSE(tokens.digits(token + "A"));
  EXPECT_FALSE(tokens.digits(token.substr(0, token.size() - 1)));
  std::string upper = token;
  upper[27] = 'A';
  EXPECT_FALSE(tokens.digits(upper));
  std::string undotted = token;
  undotted[41] = '-';
  EXPECT_FALSE(tokens.digits(undotted));
}

TEST_F(PaymentTokenTest, NoBitOfAThousandMayBeFlipped) {
  for (int n = 0; n < 1'000; ++n) {
    const std::string bound = "bound " + std::to_string(n);
    std::string flipped = tokens.issue(digits, bound);
    for (char& character : flipped)
      for (int bit = 0; bit < 8; ++bit) {
        const char kept = character;
        character = static_cast<char>(character ^ (1 << bit));
        ASSERT_FALSE(tokens.authentic(flipped, bound)) << flipped;
        character = kept;
      }
    ASSERT_TRUE(tokens.authentic(flipped, bound));
  }
}

}  // namespace
}  // namespace bursar::crypto::payment_token_test
