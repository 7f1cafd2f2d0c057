// Who takes too long is sent away, and who comes when all places are taken.

#include "tests/net/sockets.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace bursar::net {
namespace {

using std::chrono::milliseconds;

TEST(ServerLimitsTest, AHeadThatDoesNotEndInTimeIsAnsweredAndClosed) {
  Serving serving{{.header_deadline = milliseconds{20}}};
  Client client{serving.port()};
  client.send("GET /echo HTTP/1.1\r\nHost:");
  EXPECT_EQ(client.answer().status, 408);
  EXPECT_TRUE(client.closed());
}

TEST(ServerLimitsTest, ABodyThatDoesNotEndInTimeIsAnsweredAndClosed) {
  Serving serving{{.body_deadline = milliseconds{20}}};
  Client client{serving.port()};
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1234");
  EXPECT_EQ(client.answer().status, 408);
  EXPECT_TRUE(client.closed());
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
}  // namespace bursar::net
