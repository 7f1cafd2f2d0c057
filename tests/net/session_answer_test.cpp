#include "net/session_answer.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::session_answer_test {
namespace {

std::string bytes(const Response& response, const AnswerForm& form = {}) {
  std::string out;
  append_answer(out, response, form);
  return out;
}

Response created() {
  Response response;
  response.status = 201;
  response.body = R"({"id":1})";
  response.field("Bursar-Org-Seq", "7");
  return response;
}

TEST(SessionAnswerTest, IsHeadAndBody) {
  EXPECT_EQ(bytes(created(), {.standing_fields = "Date: today\r\n"}),
            "HTTP/1.1 201 Created\r\nDate: today\r\nContent-Type: application/json\r\n"
            "Content-Length: 8\r\nBursar-Org-Seq: 7\r\n\r\n{\"id\":1}");
}

TEST(SessionAnswerTest, TheLastOneOfAConnectionSaysSo) {
  EXPECT_NE(
      bytes(created(), {.close = true, .standing_fields = {}}).find("\r\nConnection: close\r\n"),
      std::string::npos);
  EXPECT_EQ(bytes(created()).find("Connection"), std::string::npos);
}

TEST(SessionAnswerTest, ToHeadTheHeadIsTheSameAndTheBodyIsNotSent) {
  const std::string whole = bytes(created());
  EXPECT_EQ(bytes(created(), {.head_only = true, .standing_fields = {}}),
            whole.substr(0, whole.size() - 8));
}

// RFC 9110, 8.6: a 204 has no Content-Length; everything else says its own, zero too.
TEST(SessionAnswerTest, WhatMayHaveNoBodyHasNone) {
  Response response = created();
  for (const int status : {204, 304}) {
    response.status = status;
    const std::string told = bytes(response);
    EXPECT_EQ(told.find("Content-"), std::string::npos) << told;
    EXPECT_TRUE(told.ends_with("Bursar-Org-Seq: 7\r\n\r\n")) << told;
  }
  Response empty;
  empty.status = 202;
  EXPECT_EQ(bytes(empty), "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
}

TEST(SessionAnswerTest, GoesBehindTheAnswersBefore) {
  std::string out = "before";
  append_answer(out, created(), {});
  EXPECT_EQ(out, "before" + bytes(created()));
}

}  // namespace
}  // namespace bursar::net::session_answer_test
