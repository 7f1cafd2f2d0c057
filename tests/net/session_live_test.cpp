#include "tests/net/sockets.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace bursar::net::session_live_test {
namespace {

TEST(SessionLiveTest, PiecesComeAsTheyAreThereAndTheConnectionEndsWithThem) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/live"));
  const Answer begun = client.answer(false);
  EXPECT_EQ(begun.status, 200);
  EXPECT_EQ(begun.head.find("Content-Length"), std::string::npos);
  EXPECT_NE(begun.head.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_NE(begun.head.find("\r\nContent-Type: text/plain\r\n"), std::string::npos);
  for (const std::string piece : {"one", "two", "six"}) {
    ASSERT_TRUE(serving.service.held(1));
    serving.answer("/live", piece);
    EXPECT_EQ(client.receive(3), piece);
  }
  ASSERT_TRUE(serving.service.held(1));
  serving.answer("/live", "end");
  EXPECT_TRUE(client.closed());
}

TEST(SessionLiveTest, ItsTurnComesBehindThoseBeforeAndNobodysBehindIt) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/later") + get("/live") + get("/echo"));
  ASSERT_TRUE(serving.service.held(2));
  serving.answer("/live", "piece");
  ASSERT_TRUE(serving.service.holds("/live"));
  serving.let_it_read();
  serving.answer("/later", "first");
  EXPECT_EQ(client.answer().body, "first");
  EXPECT_EQ(client.answer(false).status, 200);
  EXPECT_EQ(client.receive(5), "piece");
  ASSERT_TRUE(serving.service.held(1));
  serving.answer("/live", "end");
  EXPECT_TRUE(client.closed());
}

TEST(SessionLiveTest, OfALongPieceNothingIsLost) {
  Serving serving;
  Client client{serving.port(), 4'096};
  client.send(get("/live"));
  client.answer(false);
  ASSERT_TRUE(serving.service.held(1));
  std::string all;
  for (int i = 0; i < 8; ++i) {
    const std::string piece(1'000'000, static_cast<char>('a' + i));
    all += piece;
    serving.answer("/live", piece);
    ASSERT_TRUE(serving.service.held(1));
  }
  serving.answer("/live", "end");
  EXPECT_TRUE(client.receive(all.size()) == all);
  EXPECT_TRUE(client.closed());
}

// A thousand waits until somebody looks now and then would be minutes.
TEST(SessionLiveTest, WhatWaitsUntilAllIsOnItsWayGoesOnAtOnce) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/live/patient"));
  client.answer(false);
  for (int i = 0; i < 2'000; ++i) {
    ASSERT_TRUE(serving.service.held(1));
    serving.answer("/live/patient", "piece");
    EXPECT_EQ(client.receive(5), "piece");
  }
  ASSERT_TRUE(serving.service.held(1));
  serving.answer("/live/patient", "end");
  EXPECT_TRUE(client.closed());
}

TEST(SessionLiveTest, AClientThatLeavesIsForgotten) {
  Serving serving;
  for (int i = 0; i < 20; ++i) {
    Client client{serving.port()};
    client.send(get("/live"));
    client.answer(false);
    ASSERT_TRUE(serving.service.held(1));
    client.reset();
    serving.let_it_read();
    serving.answer("/live", "to nobody");
  }
  serving.server.stop(std::chrono::seconds{10});
  EXPECT_EQ(serving.server.connections(), 0U);
}

TEST(SessionLiveTest, AServerThatStopsEndsIt) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/live"));
  client.answer(false);
  std::atomic<bool> stopped = false;
  std::jthread stopper{[&] {
    serving.server.stop(std::chrono::minutes{1});
    stopped = true;
  }};
  while (!stopped) {
    if (serving.service.held_now() > 0) serving.answer("/live", "x");
    if (!client.receive(1).empty()) continue;
    client.finish_sending();
    break;
  }
  stopper.join();
  EXPECT_EQ(serving.server.connections(), 0U);
}

TEST(SessionLiveTest, WhoeverAsksForItsHeadGetsThatAlone) {
  Serving serving;
  Client client{serving.port()};
  client.send("HEAD /live HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.answer(false).status, 200);
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(serving.service.held_now(), 0U);
}

TEST(SessionLiveTest, EachOfManyGoesOn) {
  Serving serving;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<Client>(serving.port()));
    clients.back()->send(get("/live/" + std::to_string(i)));
    EXPECT_EQ(clients.back()->answer(false).status, 200);
  }
  ASSERT_TRUE(serving.service.held(200));
  for (int i = 0; i < 200; ++i) serving.answer("/live/" + std::to_string(i), "here");
  for (const auto& client : clients) EXPECT_EQ(client->receive(4), "here");
}

}  // namespace
}  // namespace bursar::net::session_live_test
