// Bytes as an attacker sends them. Whatever is doubtful about a request's frame is refused with one
// answer and a close, and nothing behind it is ever taken for a second request.

#include "tests/net/sockets.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::session_framing_test {
namespace {

const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

struct Case {
  std::string name;
  std::string bytes;
  int status;
};

std::string with(const std::string& fields) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n";
}

const std::string chunked = "5\r\nhello\r\n0\r\n\r\n";

const Case corpus[] = {
    // The eighteen of FAULTS.md.
    {"ChunkedAfterLength", with("Content-Length: 5\r\nTransfer-Encoding: chunked") + chunked, 501},
    {"LengthAfterChunked", with("Transfer-Encoding: chunked\r\nContent-Length: 5") + chunked, 501},
    {"TwoLengthsThatDiffer", with("Content-Length: 5\r\nContent-Length: 6") + "hello", 400},
    {"LengthWithSign", with("Content-Length: +5") + "hello", 400},
    {"SpaceBeforeColon", with("Content-Length : 5") + "hello", 400},
    {"BareLineFeed", "GET /echo HTTP/1.1\nHost: a\n\n", 400},
    {"NulInValue", with(std::string{"X: a\0b", 6}), 400},
    {"TabInTarget", "GET /ec\tho HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"GzipWithLength", with("Transfer-Encoding: gzip\r\nContent-Length: 5") + "hello", 501},
    {"ChunkedThenIdentity", with("Transfer-Encoding: chunked, identity") + chunked, 501},
    {"UnknownCoding", with("Transfer-Encoding: xchunked") + chunked, 501},
    {"OldVersionChunked",
     "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked, 400},
    {"TwoEqualLengths", with("Content-Length: 5\r\nContent-Length: 5") + "hello", 400},
    {"LengthAsList", with("Content-Length: 5,5") + "hello", 400},
    {"FoldedLine", with("X: a\r\n b: c"), 400},
    {"LineFeedInChunkExtension",
     with("Transfer-Encoding: chunked") + "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", 501},
    {"TwoHosts", with("Host: b"), 400},
    {"NoHost", "GET /echo HTTP/1.1\r\nX: a\r\n\r\n", 400},
    // And more.
    {"FoldedTransferEncoding", with("Transfer-Encoding:\r\n chunked") + chunked, 400},
    {"PlainChunked", with("Transfer-Encoding: chunked") + chunked, 501},
    {"EmptyTransferEncoding", with("Transfer-Encoding:"), 501},
    {"TabBeforeColon", with("Transfer-Encoding\t: chunked") + chunked, 400},
    {"VerticalTabBeforeCoding", with("Transfer-Encoding: \vchunked") + chunked, 400},
    {"FieldBeforeRequestLineEnds", "GET /echo HTTP/1.1\rHost: a\r\n\r\n", 400},
    {"CarriageReturnInValue", with("X: a\rContent-Length: 5"), 400},
    {"FieldWithoutColon", with("Content-Length 5") + "hello", 400},
    {"FieldWithoutName", with(": 5"), 400},
    {"FieldNameWithBrackets", with("[Content-Length]: 5") + "hello", 400},
    {"FirstFieldFolded", "GET /echo HTTP/1.1\r\n Host: a\r\n\r\n", 400},
    {"EmptyHost", "GET /echo HTTP/1.1\r\nHost:\r\n\r\n", 400},
    {"EmptyLength", with("Content-Length:") + "hello", 400},
    {"NegativeLength", with("Content-Length: -1"), 400},
    {"HexadecimalLength", with("Content-Length: 0x5") + "hello", 400},
    {"LengthBeyondAllNumbers", with("Content-Length: 18446744073709551621") + "hello", 400},
    {"LengthBeyondTheBound", with("Content-Length: 65537"), 413},
    {"GetWithBody", "GET /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 400},
    {"DeleteWithBody", "DELETE /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 400},
    {"OtherExpectation", with("Expect: 200-ok\r\nContent-Length: 5") + "hello", 400},
    {"OldVersion", "GET /echo HTTP/1.0\r\nHost: a\r\n\r\n", 400},
    {"NoVersion", "GET /echo\r\n\r\n", 400},
    {"NewVersion", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
    {"LowerCaseVersion", "GET /echo http/1.1\r\nHost: a\r\n\r\n", 400},
    {"TwoSpaces", "GET  /echo HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"SpaceAtTheEnd", "GET /echo HTTP/1.1 \r\nHost: a\r\n\r\n", 400},
    {"AbsoluteTargetOfAnotherScheme", "GET ftp://b/echo HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"AbsoluteTargetWithoutHost", "GET http://b/echo HTTP/1.1\r\n\r\n", 400},
    {"EmptyLineFirst", "\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"TlsHello", "\x16\x03\x01\x02", 400},
    {"LongTarget", "GET /" + std::string(2'048, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
    {"LongField", with("X: " + std::string(8'192, 'a')), 431},
};

class SessionFramingTest : public testing::TestWithParam<Case> {};

TEST_P(SessionFramingTest, IsRefusedOnceAndTheConnectionCloses) {
  Serving serving;
  Client client{serving.port()};
  client.send(GetParam().bytes + smuggled + smuggled);
  const Answer answer = client.answer();
  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_TRUE(answer.body.starts_with("refused"));
  EXPECT_NE(answer.head.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_TRUE(client.closed());
  EXPECT_TRUE(serving.service.served().empty());
}

INSTANTIATE_TEST_SUITE_P(Corpus, SessionFramingTest, testing::ValuesIn(corpus),
                         [](const auto& test) { return test.param.name; });

TEST(SessionFramingBoundTest, WhatIsTooLargeIsToldTheBound) {
  Serving serving;
  const auto refusal = [&](const std::string& bytes) {
    Client client{serving.port()};
    client.send(bytes);
    return client.answer().body;
  };
  EXPECT_EQ(refusal(with("Content-Length: 65537")), "refused past 65536");
  EXPECT_EQ(refusal("GET /" + std::string(2'048, 'a') + " HTTP/1.1\r\n"), "refused past 2048");
  EXPECT_EQ(refusal(with("X: " + std::string(8'192, 'a'))), "refused past 8192");
  std::string many;
  for (int i = 0; i < 64; ++i) many += "X: a\r\n";
  EXPECT_EQ(refusal(with(many + "X: a")), "refused past 64");
}

TEST(SessionFramingGoodTest, AnAbsoluteTargetIsServedWithoutWhatHostSays) {
  Serving serving;
  std::string host;
  serving.service.look = [&](const Request& request) { host = request.host; };
  Client client{serving.port()};
  client.send("GET http://b:1/echo?q HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.answer().body, "GET /echo?q ");
  EXPECT_EQ(host, "b:1");
}

TEST(SessionFramingGoodTest, ABodyEndsWhereItsLengthSaysAndTheNextRequestBegins) {
  Serving serving;
  Client client{serving.port()};
  client.send(post("/echo/1", "GET /smuggled HTTP/1.1\r\n\r\n") + get("/echo/2"));
  EXPECT_EQ(client.answer().body, "POST /echo/1? GET /smuggled HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client.answer().body, "GET /echo/2? ");
}

TEST(SessionFramingGoodTest, ARequestMayComeInTwoPiecesCutAnywhere) {
  Serving serving;
  const std::string request = post("/echo?q", "0123456789", "Idempotency-Key: k\r\n");
  Client client{serving.port()};
  for (std::size_t cut = 1; cut < request.size(); ++cut) {
    client.send(request.substr(0, cut));
    serving.let_it_read();
    client.send(request.substr(cut));
    EXPECT_EQ(client.answer().body, "POST /echo?q 0123456789") << cut;
  }
}

TEST(SessionFramingGoodTest, ARequestMayComeByteByByte) {
  Serving serving;
  Client client{serving.port()};
  for (const char byte : post("/echo", "body")) {
    client.send({&byte, 1});
    serving.let_it_read();
  }
  EXPECT_EQ(client.answer().body, "POST /echo? body");
}

TEST(SessionFramingGoodTest, AClientThatExpectsItIsToldToContinue) {
  Serving serving;
  Client client{serving.port()};
  const std::string request = post("/echo", "body", "Expect: 100-continue\r\n");
  client.send(request.substr(0, request.size() - 4));
  EXPECT_EQ(client.answer(false).status, 100);
  client.send("body");
  EXPECT_EQ(client.answer().body, "POST /echo? body");
}

TEST(SessionFramingGoodTest, AClientThatSendsTheBodyAtOnceIsNotToldToContinue) {
  Serving serving;
  Client client{serving.port()};
  client.send(post("/echo", "body", "Expect: 100-continue\r\n"));
  EXPECT_EQ(client.answer().status, 200);
}

TEST(SessionFramingGoodTest, NobodyIsToldToContinueWithABodyThatIsTooLarge) {
  Serving serving;
  Client client{serving.port()};
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.answer().status, 413);
  EXPECT_TRUE(client.closed());
}

TEST(SessionFramingGoodTest, AnAnswerToHeadHasItsLengthButNoBody) {
  Serving serving;
  Client client{serving.port()};
  client.send("HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\n" + get("/echo"));
  EXPECT_NE(client.answer(false).head.find("Content-Length: 11\r\n"), std::string::npos);
  EXPECT_EQ(client.answer().body, "GET /echo? ");
}

}  // namespace
}  // namespace bursar::net::session_framing_test
