#include "net/idempotency.hpp"

#include <gtest/gtest.h>

namespace bursar::net::idempotency_test {
namespace {

TEST(IdempotencyTest, QuotesMakeNoDifference) {
  EXPECT_EQ(header_key("abc").value(), "abc");
  EXPECT_EQ(header_key("\"abc\"").value(), "abc");
  EXPECT_EQ(header_key({}).value(), "");
}

TEST(IdempotencyTest, RefusesWhatIsNoKey) {
  for (const std::string& bad :
       {std::string{}, std::string{"\""}, std::string{"\"\""}, std::string{"\"abc"},
        std::string{"a b"}, std::string{"\"a\"b\""}, std::string{"\u00e9"}, std::string(256, 'k')})
    EXPECT_FALSE(header_key(bad)) << bad;
  EXPECT_TRUE(header_key(std::string(255, 'k')));
}

TEST(IdempotencyTest, HeaderAndBodyMustAgree) {
  std::string body = "abc";
  EXPECT_EQ(choose_key("\"abc\"", body), "");
  EXPECT_NE(choose_key("abd", body), "");
  body.clear();
  EXPECT_EQ(choose_key("abd", body), "");
  EXPECT_EQ(body, "abd");
  EXPECT_EQ(choose_key({}, body), "");
  EXPECT_EQ(body, "abd");
}

}  // namespace
}  // namespace bursar::net::idempotency_test
