#include "crypto/api_key.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::crypto::api_key_test {
namespace {

Bytes<32> filled(std::uint8_t byte) {
  Bytes<32> bytes;
  bytes.fill(byte);
  return bytes;
}

TEST(ApiKeyTest, HasPrefixBodyAndChecksum) {
  const std::string key = make_api_key("bur_test_", filled(0));
  EXPECT_TRUE(key.starts_with("bur_test_" + std::string(43, '0') + '_')) << key;
  EXPECT_EQ(key.size(), 9U + 43 + 1 + 6);
}

// 2^256 - 1 in base 62, as any big-number calculator gives it.
TEST(ApiKeyTest, BodyHoldsAll256Bits) {
  const std::string key = make_api_key("p_", filled(0xff));
  EXPECT_EQ(key.substr(2, 43), "yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1");
}

TEST(ApiKeyTest, OneThatWasMadeIsWellFormed) {
  for (const char* prefix : {"bur_test_", "bur_live_", "bur_op_", "sk-trove-"})
    for (const int byte : {0, 1, 127, 255})
      EXPECT_TRUE(
          well_formed_api_key(make_api_key(prefix, filled(static_cast<std::uint8_t>(byte)))));
}

TEST(ApiKeyTest, OneWrongCharacterAnywhereIsNoticed) {
  const std::string key = make_api_key("bur_test_", filled(0x5a));
  for (std::size_t at = 0; at < key.size(); ++at) {
    std::string wrong = key;
    wrong[at] = wrong[at] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(well_formed_api_key(wrong)) << wrong;
  }
}

TEST(ApiKeyTest, WhatIsCutOrLengthenedIsNoneAtAll) {
  const std::string key = make_api_key("bur_test_", filled(0x5a));
  EXPECT_FALSE(well_formed_api_key(""));
  EXPECT_FALSE(well_formed_api_key(key.substr(1)));
  EXPECT_FALSE(well_formed_api_key(key.substr(9)));
  EXPECT_FALSE(well_formed_api_key(key.substr(0, key.size() - 1)));
  EXPECT_FALSE(well_formed_api_key(key + ' '));
  EXPECT_FALSE(well_formed_api_key("bur test_" + key.substr(9)));
  EXPECT_FALSE(well_formed_api_key(make_api_key("bur test_", filled(1))));
  EXPECT_FALSE(well_formed_api_key(make_api_key(std::string(33, 'p'), filled(1))));
}

}  // namespace
}  // namespace bursar::crypto::api_key_test
