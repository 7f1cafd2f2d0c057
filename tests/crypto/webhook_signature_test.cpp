#include "crypto/webhook_signature.hpp"

#include "crypto/hash.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <gtest/gtest.h>

namespace bursar::crypto::webhook_signature_test {
namespace {

constexpr WebhookMessage known{.id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
                               .timestamp = 1'614'265'330,
                               .body = R"({"test": 2432232314})"};
constexpr std::string_view known_signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

struct WebhookSignatureTest : testing::Test {
  WebhookSignatureTest() { start(); }
};

TEST_F(WebhookSignatureTest, IsThatOfTheStandardsOwnExample) {
  const auto key = parse_webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  ASSERT_TRUE(key);
  const std::array<ByteView, 1> keys = {*key};
  EXPECT_EQ(webhook_signature(keys, known), known_signature);
}

TEST_F(WebhookSignatureTest, ThereAreTwoWhileASecretIsRotated) {
  const auto old = parse_webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const WebhookKey next{1, 2, 3};
  const std::array<ByteView, 2> both = {next, *old};
  const std::array<ByteView, 1> alone = {next};
  EXPECT_EQ(webhook_signature(both, known),
            webhook_signature(alone, known) + " " + std::string{known_signature});
}

TEST_F(WebhookSignatureTest, DependsOnAllThatIsSigned) {
  const WebhookKey key{7};
  const std::array<ByteView, 1> keys = {key};
  const std::string signature = webhook_signature(keys, known);
  WebhookMessage other = known;
  other.id = "msg_other";
  EXPECT_NE(webhook_signature(keys, other), signature);
  other = known;
  ++other.timestamp;
  EXPECT_NE(webhook_signature(keys, other), signature);
  other = known;
  other.body = R"({"test": 2432232315})";
  EXPECT_NE(webhook_signature(keys, other), signature);
}

TEST_F(WebhookSignatureTest, IsTakenByWhoeverHasTheKeyAndByNobodyElse) {
  const WebhookKey key{7};
  const WebhookKey next{8};
  const std::array<ByteView, 1> keys = {key};
  const std::array<ByteView, 1> others = {next};
  const std::array<ByteView, 2> both = {next, key};
  const std::string signature = webhook_signature(keys, known);
  EXPECT_TRUE(signed_by(keys, known, signature));
  EXPECT_TRUE(signed_by(both, known, signature)) << "while a secret is rotated";
  EXPECT_TRUE(signed_by(keys, known, webhook_signature(both, known))) << "likewise";
  EXPECT_TRUE(signed_by(keys, known, "v1a,xyz v2, " + signature));
  EXPECT_FALSE(signed_by(others, known, signature));
  WebhookMessage other = known;
  other.body = "{}";
  EXPECT_FALSE(signed_by(keys, other, signature));
  for (const std::string& wrong :
       {std::string{}, std::string{"v1,"}, signature.substr(3), signature + "A", std::string{" "},
        signature.substr(0, signature.size() - 1), "v1a" + signature.substr(2)})
    EXPECT_FALSE(signed_by(keys, known, wrong)) << wrong;
}

TEST_F(WebhookSignatureTest, OfManySignaturesTheFirstAreLookedAt) {
  const WebhookKey key{7};
  const std::array<ByteView, 1> keys = {key};
  std::string many;
  for (int i = 0; i < 7; ++i) many += "v1,AAAA ";
  EXPECT_TRUE(signed_by(keys, known, many + webhook_signature(keys, known)));
  EXPECT_FALSE(signed_by(keys, known, many + "v1,AAAA " + webhook_signature(keys, known)));
}

TEST_F(WebhookSignatureTest, ASecretIsReadAsItIsWritten) {
  WebhookKey key;
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i * 37);
  const Secret secret = webhook_secret(key);
  EXPECT_TRUE(secret.reveal().starts_with("whsec_"));
  EXPECT_EQ(secret.reveal().size(), 6U + 44U);
  const auto read = parse_webhook_secret(secret.reveal());
  ASSERT_TRUE(read);
  EXPECT_TRUE(std::ranges::equal(*read, key));
}

TEST_F(WebhookSignatureTest, WhatIsNoSecretIsRefused) {
  for (const char* text :
       {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_c2hvcnQ=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_", "whsec_\xFF\xFFKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    EXPECT_FALSE(parse_webhook_secret(text)) << text;
  EXPECT_FALSE(parse_webhook_secret("whsec_" + std::string(88, 'A')))  // 66 bytes
      << "longer than a secret may be";
}

}  // namespace
}  // namespace bursar::crypto::webhook_signature_test
