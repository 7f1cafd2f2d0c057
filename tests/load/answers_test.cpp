#include "load/answers.hpp"

#include <gtest/gtest.h>

namespace bursar::load::answers_test {
namespace {

constexpr std::string_view opened =
    R"({"id":"org_1","keys":{"SANDBOX":{"id":"key_1","key":"bur_test_x"}},"code":""})";

TEST(AnswersTest, ATextIsFoundBehindItsNames) {
  EXPECT_EQ(text_under(opened, {"id"}), "org_1");
  EXPECT_EQ(text_under(opened, {"keys", "id"}), "key_1");
  EXPECT_EQ(text_under(opened, {"keys", "SANDBOX", "key"}), "bur_test_x");
  EXPECT_EQ(text_under(opened, {"code"}), "");
}

TEST(AnswersTest, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(text_under(opened, {"PRODUCTION"}), std::nullopt);
  EXPECT_EQ(text_under(opened, {"keys"}), std::nullopt) << "no text";
  EXPECT_EQ(text_under(opened, {"keys", "bur_test_x"}), std::nullopt) << "a text is no name";
  EXPECT_EQ(text_under("", {"id"}), std::nullopt);
  EXPECT_EQ(text_under("\"id\":", {"id"}), std::nullopt);
  EXPECT_EQ(text_under("\"id\":\"cut", {"id"}), std::nullopt);
}

TEST(AnswersTest, ANameIsNotTakenForTheEndOfAnother) {
  EXPECT_EQ(text_under(R"({"token_id":"1","id":"2"})", {"id"}), "2");
  EXPECT_EQ(text_under(R"({"id_of":"1","id":"2"})", {"id"}), "2");
}

TEST(AnswersTest, TheLastCountOfANameIsRead) {
  constexpr std::string_view batch = R"({"results":[{"succeeded":7}],"succeeded":998,"failed":2})";
  EXPECT_EQ(last_count(batch, "succeeded"), 998U);
  EXPECT_EQ(last_count(batch, "failed"), 2U);
  EXPECT_EQ(last_count(batch, "results"), std::nullopt);
  EXPECT_EQ(last_count(batch, "ailed"), std::nullopt);
  EXPECT_EQ(last_count("", "failed"), std::nullopt);
}

}  // namespace
}  // namespace bursar::load::answers_test
