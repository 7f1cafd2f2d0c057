// Who takes too long is sent away, and who comes when all places are taken.

#include "tests/net/sockets.hpp"

#include <latch>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>

namespace bursar::net::server_limits_test {
namespace {

using std::chrono::milliseconds;

TEST(ServerLimitsTest, AHeadThatDoesNotEndInTimeIsAnsweredAndClosed) {
  Serving serving{{.header_deadline = milliseconds{20}}};
  Client client{serving.port()};
  client.send("GET /echo HTTP/1.1\r\nHost:");
  const Answer answer = client.answer();
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(answer.body, "refused past 20");
  EXPECT_TRUE(client.closed());
}

TEST(ServerLimitsTest, ABodyThatDoesNotEndInTimeIsAnsweredAndClosed) {
  Serving serving{{.body_deadline = milliseconds{20}}};
  Client client{serving.port()};
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1234");
  const Answer answer = client.answer();
  EXPECT_EQ(answer.status, 408);
  EXPECT_EQ(answer.body, "refused past 20");
  EXPECT_TRUE(client.closed());
}

TEST(ServerLimitsTest, ABodyThatTricklesGainsNoTimeByIt) {
  Serving serving{{.body_deadline = milliseconds{200}}};
  Client client{serving.port()};
  client.send("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
  pollfd answered{.fd = client.socket(), .events = POLLIN, .revents = 0};
  while (::poll(&answered, 1, 1) == 0) client.send("b");
  EXPECT_EQ(client.answer().status, 408);
}

// Each piece comes within the deadline, and all of them take longer than it: another connection's
// idling away says how long it has been.
TEST(ServerLimitsTest, ALargeBodyThatKeepsComingHasItsTime) {
  Serving serving{{.header_deadline = milliseconds{500}, .body_deadline = milliseconds{2'000}}};
  Client client{serving.port()};
  const std::string request = post("/large", std::string(400'000, 'b'));
  for (std::size_t at = 0; at < request.size(); at += 70'000) {
    client.send(request.substr(at, 70'000));
    EXPECT_TRUE(Client{serving.port()}.closed());
  }
  EXPECT_EQ(client.answer().status, 200);
}

TEST(ServerLimitsTest, WhoeverSaysNothingAtAllIsClosedWithoutAWord) {
  Serving serving{{.header_deadline = milliseconds{20}}};
  Client client{serving.port()};
  EXPECT_TRUE(client.closed());
}

TEST(ServerLimitsTest, AnIdleConnectionIsClosedWithoutAWord) {
  Serving serving{{.idle_deadline = milliseconds{20}}};
  Client client{serving.port()};
  client.send(get("/echo"));
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_TRUE(client.closed());
}

TEST(ServerLimitsTest, WhoeverReadsNothingOfItsAnswerIsClosed) {
  Serving serving{{.write_deadline = milliseconds{20}}};
  Client client{serving.port(), 4'096};
  client.send(get("/long"));
  ASSERT_TRUE(serving.service.served_in_all(1));
  serving.server.stop(std::chrono::seconds{10});
  EXPECT_EQ(serving.server.connections(), 0U);
}

TEST(ServerLimitsTest, WhoeverLeavesItsAnswerWithTheKernelIsClosedToo) {
  Serving serving{{.write_deadline = milliseconds{20}}};
  Client client{serving.port(), 4'096};
  client.send(get("/medium"));
  ASSERT_TRUE(serving.service.served_in_all(1));
  while (serving.server.connections() > 0) std::this_thread::yield();
}

TEST(ServerLimitsTest, WaitingForTheEngineIsNobodysDelay) {
  Serving serving{{.header_deadline = milliseconds{5},
                   .body_deadline = milliseconds{5},
                   .write_deadline = milliseconds{5},
                   .idle_deadline = milliseconds{5}}};
  Client client{serving.port()};
  client.send(get("/later"));
  ASSERT_TRUE(serving.service.held(1));
  // Another connection outlives every deadline meanwhile.
  Client idle{serving.port()};
  EXPECT_TRUE(idle.closed());
  serving.answer("/later", "answer");
  EXPECT_EQ(client.answer().body, "answer");
}

TEST(ServerLimitsTest, BeyondTheBoundAConnectionIsTurnedAwayAndAPlaceFreedIsTaken) {
  Serving serving{{.connections_max = 2}};
  Client first{serving.port()};
  first.send(get("/echo"));
  EXPECT_EQ(first.answer().status, 200);
  {
    Client second{serving.port()};
    second.send(get("/echo", "Connection: close\r\n"));
    Client third{serving.port()};
    EXPECT_EQ(third.answer().status, 503);
    EXPECT_TRUE(third.closed());
    EXPECT_EQ(second.answer().status, 200);
    EXPECT_TRUE(second.closed());
  }
  // The place is free once the server has seen the second go; until then it says 503.
  for (int status = 503; status == 503;) {
    Client next{serving.port()};
    next.send(get("/echo"));
    status = next.answer().status;
    EXPECT_TRUE(status == 503 || status == 200);
  }
}

TEST(ServerLimitsTest, OneAddressDoesNotTakeThePlacesOfOthers) {
  Serving serving{{.connections_per_address = 2}};
  Client first{serving.port()};
  const Client second{serving.port()};
  Client third{serving.port()};
  EXPECT_EQ(third.answer().status, 503);
  EXPECT_TRUE(third.closed());
  Client other{serving.port(), 0, "127.0.0.2"};
  other.send(get("/echo"));
  EXPECT_EQ(other.answer().status, 200);
  first.send(get("/echo", "Connection: close\r\n"));
  EXPECT_EQ(first.answer().status, 200);
  EXPECT_TRUE(first.closed());
  for (int status = 503; status == 503;) {
    Client next{serving.port()};
    next.send(get("/echo"));
    status = next.answer().status;
    EXPECT_TRUE(status == 503 || status == 200);
  }
}

TEST(ServerLimitsTest, TheOperatorsDoorHasPlacesOfItsOwnAndKnowsNoProxy) {
  Serving serving{{.operators = Server::Address{.host = "127.0.0.1"},
                   .connections_max = 1,
                   .connections_per_address = 1,
                   .trusted_hops = 1}};
  std::vector<std::string> seen;
  serving.service.look = [&](const Request& request) {
    seen.push_back((request.door == Door::front ? "front " : "operators ") +
                   std::string{request.peer_address});
  };
  const std::string asked = get("/echo", "X-Forwarded-For: 7.7.7.7\r\n");
  Client first{serving.port()};
  first.send(asked);
  EXPECT_EQ(first.answer().status, 200);
  for (int i = 0; i < 2; ++i) {
    Client second{serving.server.operators_port()};
    second.send(asked);
    EXPECT_EQ(second.answer().status, 200);
    EXPECT_EQ(Client{serving.port()}.answer().status, 503);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"front 7.7.7.7", "operators 127.0.0.1",
                                            "operators 127.0.0.1"}));
}

TEST(ServerLimitsTest, BehindAProxyARequestIsFromWhomTheProxySaw) {
  Serving serving{{.trusted_hops = 1}};
  std::vector<std::string> seen;
  serving.service.look = [&](const Request& request) { seen.emplace_back(request.peer_address); };
  Client client{serving.port()};
  client.send(get("/echo") + get("/echo", "X-Forwarded-For: 1.1.1.1, 7.7.7.7\r\n") +
              post("/large", std::string(100'000, 'b'), "X-Forwarded-For: 7.7.7.8\r\n"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(seen, (std::vector<std::string>{"127.0.0.1", "7.7.7.7", "7.7.7.8"}));
}

TEST(ServerLimitsTest, WhoIsTurnedAwayHearsWhyAlsoWhenItHasAskedAlready) {
  std::latch asked{1};
  Serving serving{{.connections_max = 1, .now = [] { return ledger::Time{784'111'777'000}; }}};
  serving.service.look = [&](const Request&) { asked.wait(); };
  Client first{serving.port()};
  first.send(get("/echo"));
  Client second{serving.port()};
  second.send(get("/echo"));
  asked.count_down();
  const Answer answer = second.answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "refused");
  EXPECT_NE(answer.head.find("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), std::string::npos);
  EXPECT_NE(answer.head.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_TRUE(second.closed());
  EXPECT_FALSE(second.was_reset());
  EXPECT_EQ(first.answer().status, 200);
  // More than are kept for a moment.
  for (int i = 0; i < 200; ++i) EXPECT_EQ(Client{serving.port()}.answer().status, 503);
}

// Head and beginning of a body, of which one byte does not come.
std::string all_but_a_byte(std::size_t bytes, std::string_view more_fields = "") {
  std::string request = post("/large", std::string(bytes, 'b'), more_fields);
  request.pop_back();
  return request;
}

TEST(ServerLimitsTest, ALargeBodyIsTakenInFromThoseAloneWhoWillBeHeard) {
  Serving serving;
  for (const std::string field : {"", "Expect: 100-continue\r\n"}) {
    Client nobody{serving.port()};
    nobody.send("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n" + field +
                "Authorization: Bearer nobody\r\n\r\n");
    EXPECT_EQ(nobody.answer().status, 401);
    EXPECT_TRUE(nobody.closed());
  }
  Client small{serving.port()};
  small.send(post("/large", std::string(65'536, 'b'), "Authorization: Bearer nobody\r\n"));
  EXPECT_EQ(small.answer().status, 200);
  small.send(get("/echo/1") + post("/large", std::string(65'537, 'b')) + get("/echo/2"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(small.answer().status, 200);
}

TEST(ServerLimitsTest, WhatArrivesOverAllConnectionsIsBounded) {
  Serving serving{{.buffered_bytes_max = 1'600'000}};
  Client first{serving.port()};
  first.send(all_but_a_byte(1'000'000));
  serving.let_it_read();
  Client announces{serving.port()};
  announces.send("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nb");
  serving.let_it_read();

  Client second{serving.port()};
  second.send(all_but_a_byte(1'000'000));
  EXPECT_EQ(second.answer().status, 503);
  EXPECT_TRUE(second.closed());

  announces.send(std::string(999'998, 'b'));
  EXPECT_EQ(announces.answer().status, 503);
  Client usual{serving.port()};
  usual.send(post("/echo", "body"));
  EXPECT_EQ(usual.answer().status, 200);

  first.send("b");
  EXPECT_EQ(first.answer().status, 200);
  Client third{serving.port()};  // while the first stays
  third.send(post("/large", std::string(1'000'000, 'b')));
  EXPECT_EQ(third.answer().status, 200);
}

// Lowers the bound on this process's descriptors to what is open, and restores it.
class NoDescriptorsLeft {
 public:
  NoDescriptorsLeft() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit none = before_;
    none.rlim_cur = 0;
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptorsLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST(ServerLimitsTest, WithoutDescriptorsTheServerWaitsAndAcceptsAgainWhenThereAreSome) {
  Serving serving;
  Client before{serving.port()};
  before.send(get("/echo"));
  EXPECT_EQ(before.answer().status, 200);
  {
    Client waiting{serving.port()};  // its descriptor is there, the server's is not
    const NoDescriptorsLeft none;
    before.send(get("/echo"));
    EXPECT_EQ(before.answer().status, 200);
  }
  Client after{serving.port()};
  after.send(get("/echo"));
  EXPECT_EQ(after.answer().status, 200);
}

}  // namespace
}  // namespace bursar::net::server_limits_test
