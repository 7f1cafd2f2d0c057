#include "net/json_members.hpp"

#include <gtest/gtest.h>

namespace bursar::net::json_members_test {
namespace {

using Members = std::map<std::string, std::string, std::less<>>;

TEST(JsonMembersTest, AreTheirTexts) {
  EXPECT_EQ(json_members(R"( {"code" : "B\u00e4\"\n", "last": 18446744073709551615 , "ok":true})"),
            (Members{{"code", "B\u00e4\"\n"}, {"last", "18446744073709551615"}, {"ok", "true"}}));
}

TEST(JsonMembersTest, WhatHoldsOthersOrNothingIsLeftOut) {
  EXPECT_EQ(json_members(R"({"a":[1,{"x":2}],"b":{"c":"d"},"e":null,"f":"g"})"),
            (Members{{"f", "g"}}));
}

TEST(JsonMembersTest, OfWhatIsNoObjectThereAreNone) {
  for (const char* text : {"", "null", "[1]", "\"text\"", "<html>", "{\"a\":"})
    EXPECT_TRUE(json_members(text).empty()) << text;
}

}  // namespace
}  // namespace bursar::net::json_members_test
