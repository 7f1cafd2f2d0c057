#include "net/session.hpp"

#include "tests/net/sockets.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace bursar::net::session_test {
namespace {

TEST(SessionTest, AnswersLeaveInTheOrderOfTheirRequestsWhateverIsDoneFirst) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/later/1") + get("/echo/2") + get("/later/3") + get("/later/4"));
  ASSERT_TRUE(serving.service.held(3));
  serving.answer("/later/4", "four");
  serving.answer("/later/3", "three");
  serving.let_it_read();
  serving.answer("/later/1", "one");
  EXPECT_EQ(client.answer().body, "one");
  EXPECT_EQ(client.answer().body, "GET /echo/2? ");
  EXPECT_EQ(client.answer().body, "three");
  EXPECT_EQ(client.answer().body, "four");
}

TEST(SessionTest, NoMoreThanTheBoundIsInFlightAndTheRestFollows) {
  Serving serving;
  Client client{serving.port()};
  std::string requests;
  for (int i = 0; i < 40; ++i) requests += get("/later/" + std::to_string(i));
  client.send(requests);
  ASSERT_TRUE(serving.service.held(16));
  serving.let_it_read();
  EXPECT_EQ(serving.service.held_now(), 16U);
  for (int i = 0; i < 40; ++i) {
    const auto number = std::to_string(i);
    ASSERT_TRUE(serving.service.held(std::min<std::size_t>(16, static_cast<std::size_t>(40 - i))));
    serving.answer("/later/" + number, number);
    EXPECT_EQ(client.answer().body, number);
  }
}

TEST(SessionTest, ARequestThatComesWhileASlowAnswerIsAwaitedIsServed) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/later/1"));
  ASSERT_TRUE(serving.service.held(1));
  client.send(get("/later/2"));
  ASSERT_TRUE(serving.service.held(2));
  serving.answer("/later/2", "two");
  serving.answer("/later/1", "one");
  EXPECT_EQ(client.answer().body, "one");
  EXPECT_EQ(client.answer().body, "two");
}

TEST(SessionTest, AContinuationMayAwaitAnotherCall) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/twice"));
  ASSERT_TRUE(serving.service.held(1));
  serving.answer("/twice", "first");
  ASSERT_TRUE(serving.service.held(1));
  serving.answer("/twice/again", "second");
  EXPECT_EQ(client.answer().body, "second");
}

TEST(SessionTest, ALostCallIsHeardOfAsOne) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/later"));
  ASSERT_TRUE(serving.service.held(1));
  serving.service.lose("/later");
  EXPECT_EQ(client.answer().body, "lost");
}

TEST(SessionTest, AClientThatVanishesLeavesItsCallsToBeAnswered) {
  Serving serving;
  for (int i = 0; i < 20; ++i) {
    Client client{serving.port()};
    client.send(get("/later/1") + get("/twice/2") + get("/later/3") + "GET /unfinished");
    ASSERT_TRUE(serving.service.held(3));
    client.reset();
    serving.let_it_read();
    serving.answer("/later/3", "three");
    serving.service.lose("/later/1");
    serving.answer("/twice/2", "two");
    ASSERT_TRUE(serving.service.held(1));
    serving.answer("/twice/2/again", "two");
  }
  serving.server.stop(std::chrono::seconds{10});
  EXPECT_EQ(serving.server.connections(), 0U);
}

TEST(SessionTest, AClientThatHasFinishedSendingStillHearsItsAnswers) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/later") + get("/echo") + "GET /unfinished");
  client.finish_sending();
  ASSERT_TRUE(serving.service.held(1));
  serving.answer("/later", "answer");
  EXPECT_EQ(client.answer().body, "answer");
  EXPECT_EQ(client.answer().body, "GET /echo? ");
  EXPECT_TRUE(client.closed());
}

TEST(SessionTest, ConnectionCloseIsHonouredAndNothingBehindItIsServed) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/later", "Connection: close\r\n") + get("/echo"));
  ASSERT_TRUE(serving.service.held(1));
  serving.answer("/later", "answer");
  const Answer answer = client.answer();
  EXPECT_EQ(answer.body, "answer");
  EXPECT_NE(answer.head.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(serving.service.served().size(), 1U);
}

TEST(SessionTest, TheServiceMayCloseAndWhatIsInFlightBehindItIsNotAnswered) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/later") + get("/bye") + get("/later"));
  ASSERT_TRUE(serving.service.held(2));
  serving.answer("/later", "one");
  serving.answer("/later", "two");
  EXPECT_EQ(client.answer().body.size(), 3U);
  EXPECT_EQ(client.answer().body, "GET /bye? ");
  EXPECT_TRUE(client.closed());
}

TEST(SessionTest, LargeBodiesArriveWholeAndPadded) {
  Serving serving;
  std::size_t zeros = 0;
  serving.service.look = [&](const Request& request) {
    if (request.path != "/large") return;
    for (std::size_t i = 0; i < body_padding_bytes; ++i)  // the sanitizer watches
      zeros += request.body.data()[request.body.size() + i] == 0;
  };
  Client client{serving.port()};
  const std::string body(std::size_t{4} << 20, 'b');
  for (int i = 0; i < 3; ++i) {
    client.send(get("/echo/before") + post("/large", body) + get("/echo/after"));
    EXPECT_EQ(client.answer().body, "GET /echo/before? ");
    EXPECT_EQ(client.answer().body, "POST /large? " + body);
    EXPECT_EQ(client.answer().body, "GET /echo/after? ");
  }
  EXPECT_EQ(zeros, 3 * body_padding_bytes);
}

TEST(SessionTest, ALongAnswerReachesASlowReaderWhole) {
  Serving serving;
  Client client{serving.port(), 4'096};
  client.send(get("/long") + get("/echo"));
  EXPECT_EQ(client.answer().body.size(), std::size_t{8} << 20);
  EXPECT_EQ(client.answer().body, "GET /echo? ");
}

TEST(SessionTest, WhoeverReadsNoAnswersIsServedNoMoreThanABoundedNumber) {
  Serving serving;
  Client client{serving.port(), 4'096};
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += get("/long");
  client.send(requests);
  ASSERT_TRUE(serving.service.served_in_all(1));
  for (int i = 0; i < 10; ++i) serving.let_it_read();
  // Nothing behind the first, which the kernel has not taken whole.
  EXPECT_EQ(std::ranges::count(serving.service.served(), "/long"), 1);
  EXPECT_EQ(client.answer().body.size(), std::size_t{8} << 20);
}

TEST(SessionTest, AnswersThatShareABodyLeaveWholeAndInOrderAmongOthers) {
  Serving serving;
  Client client{serving.port(), 4'096};
  client.send(get("/echo/1") + get("/shared") + get("/shared") + "HEAD /shared HTTP/1.1\r\n" +
              "Host: a\r\n\r\n" + get("/echo/2") + get("/shared", "Connection: close\r\n"));
  const std::string shared(std::size_t{8} << 20, 's');
  EXPECT_EQ(client.answer().body, "GET /echo/1? ");
  EXPECT_EQ(client.answer().body, shared);
  EXPECT_EQ(client.answer().body, shared);
  EXPECT_NE(client.answer(false).head.find("Content-Length: 8388608\r\n"), std::string::npos);
  EXPECT_EQ(client.answer().body, "GET /echo/2? ");
  EXPECT_EQ(client.answer().body, shared);
  EXPECT_TRUE(client.closed());
}

TEST(SessionTest, ToldToContinueBehindASharedBodyAndNotInFrontOfIt) {
  Serving serving;
  Client client{serving.port(), 4'096};
  const std::string request = post("/echo", "body", "Expect: 100-continue\r\n");
  client.send(get("/shared") + request.substr(0, request.size() - 4));
  EXPECT_EQ(client.answer().body, std::string(std::size_t{8} << 20, 's'));
  EXPECT_EQ(client.answer(false).status, 100);
  client.send("body");
  EXPECT_EQ(client.answer().body, "POST /echo? body");
}

TEST(SessionTest, AFaultInAHandlerEndsItsConnectionAndNoOther) {
  Serving serving;
  Client other{serving.port()};
  Client client{serving.port()};
  client.send(get("/throw"));
  EXPECT_TRUE(client.closed());
  other.send(get("/echo"));
  EXPECT_EQ(other.answer().status, 200);
}

TEST(SessionTest, AnswersCarryTheDateTheServerIsTold) {
  Serving serving{{.now = [] { return ledger::Time{784'111'777'000}; }}};
  Client client{serving.port()};
  client.send(get("/echo"));
  EXPECT_NE(client.answer().head.find("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"),
            std::string::npos);
}

TEST(SessionTest, EveryAnswerTellsABrowserNeitherToKeepItNorToGuessWhatItIs) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/echo") + get("/shared") + "nonsense\r\n\r\n");
  for (int i = 0; i < 3; ++i) {
    const std::string head = client.answer().head;
    EXPECT_NE(head.find("\r\nCache-Control: no-store\r\n"), std::string::npos) << head;
    EXPECT_NE(head.find("\r\nX-Content-Type-Options: nosniff\r\n"), std::string::npos) << head;
    EXPECT_EQ(head.find("Strict-Transport-Security"), std::string::npos) << head;
  }
}

}  // namespace
}  // namespace bursar::net::session_test
