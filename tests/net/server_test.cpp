#include "net/server.hpp"

#include "telemetry/probes.hpp"
#include "tests/net/sockets.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sched.h>

namespace bursar::net::server_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string refusal(const Server::Options& options) {
  FakeService service;
  try {
    const Server server{options, service};
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(ServerTest, ATakenPortIsOneClearLineAlsoWhenAnotherServerSharesItAmongItsThreads) {
  for (const std::size_t threads : {1U, 3U}) {
    Serving serving{{.io_threads = threads}};
    const std::string expected = "127.0.0.1:" + std::to_string(serving.port()) +
                                 " is already in use: choose another with --listen";
    EXPECT_EQ(refusal({.port = serving.port(), .io_threads = 1}), expected);
    EXPECT_EQ(refusal({.port = serving.port(), .io_threads = 3}), expected);
  }
}

TEST(ServerTest, AnAddressThatIsNotOursIsOneClearLine) {
  EXPECT_EQ(refusal({.host = "192.0.2.1", .port = 0}),
            "cannot listen on 192.0.2.1:0: Cannot assign requested address");
}

TEST(ServerTest, APortIsFreeAgainOnceTheServerIsGone) {
  std::uint16_t port = 0;
  {
    Serving serving{{.io_threads = 2}};
    port = serving.port();
    Client client{port};
    client.send(get("/bye"));
    EXPECT_EQ(client.answer().status, 200);
  }
  EXPECT_EQ(refusal({.port = port, .io_threads = 2}), "");
}

TEST(ServerTest, SeveralThreadsServeOnePort) {
  Serving serving{{.io_threads = 3}};
  for (int i = 0; i < 60; ++i) {
    Client client{serving.port()};
    client.send(get("/later"));
    ASSERT_TRUE(serving.service.held(1));
    serving.answer("/later", "answer");
    EXPECT_EQ(client.answer().body, "answer");
  }
}

TEST(ServerTest, WhatIsReadableTogetherIsServedBeforeTheRoundEnds) {
  std::atomic<int> served{0};
  std::atomic<int> seen{0};
  Serving serving{{.end_of_round = [&] { seen = served.load(); }}};
  serving.service.look = [&](const Request& request) {
    if (request.path.starts_with("/echo/together")) ++served;
  };
  Client client{serving.port()};
  std::string requests;
  for (int i = 0; i < 10; ++i) requests += get("/echo/together");
  client.send(requests);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(served, 10);
  EXPECT_EQ(seen, 10);
}

TEST(ServerTest, ARoundEndsEarlyWhenItsAnswersComeToMuch) {
  std::latch sent{1};
  int served = 0;
  std::atomic<int> most{0};
  Serving serving{
      {.end_of_round = [&] { most = std::max(most.load(), std::exchange(served, 0)); }}};
  serving.service.look = [&](const Request& request) {
    if (request.path == "/echo/gate") sent.wait();
    if (request.path == "/long") ++served;
  };
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 10; ++i) clients.push_back(std::make_unique<Client>(serving.port()));
  for (const auto& client : clients) {
    client->send(get("/echo"));
    EXPECT_EQ(client->answer().status, 200);
  }
  Client gate{serving.port()};
  gate.send(get("/echo/gate"));
  for (const auto& client : clients) client->send(get("/long"));
  sent.count_down();
  for (const auto& client : clients) EXPECT_EQ(client->answer().body.size(), std::size_t{8} << 20);
  EXPECT_EQ(most, 2);  // 16 MiB
}

TEST(ServerTest, AnAnswerGivenWhileTheRoundEndsNeedsNoWakeUp) {
  FakeService* service = nullptr;
  Serving serving{{.end_of_round = [&service] {
    if (service != nullptr && service->held_now() > 0) service->answer("/later", "inline");
  }}};
  Client client{serving.port()};
  serving.service.look = [&](const Request&) { service = &serving.service; };
  client.send(get("/later"));
  EXPECT_EQ(client.answer().body, "inline");
}

TEST(ServerTest, WakingRunsARoundAlsoWhenNoAnswerWaits) {
  std::atomic<int> rounds{0};
  Serving serving{{.end_of_round = [&] {
    ++rounds;
    rounds.notify_all();
  }}};
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) {
    const int before = rounds;
    serving.server.wake();
    rounds.wait(before);
  }
  // The sweep for deadlines also makes rounds: four in a second, far too few for these.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds{25});
}

TEST(ServerTest, AnswersOfManyThreadsAllArrive) {
  Serving serving;
  constexpr int clients = 16;
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&serving, &right, path = "/later/" + std::to_string(i)] {
      Client client{serving.port()};
      for (int round = 0; round < 200; ++round) {
        client.send(get(path));
        if (!serving.service.holds(path)) return;
        serving.answer(path, path);
        if (client.answer().body == path) ++right;
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, clients * 200);
}

TEST(ServerTest, StoppingLetsRequestsUnderWayBeAnsweredAndClosesTheIdle) {
  Serving serving;
  Client idle{serving.port()};
  idle.send(get("/echo"));
  EXPECT_EQ(idle.answer().status, 200);
  Client busy{serving.port()};
  busy.send(get("/later/1") + get("/later/2"));
  ASSERT_TRUE(serving.service.held(2));

  std::thread stopping{[&] { serving.server.stop(seconds{10}); }};
  EXPECT_TRUE(idle.closed());
  serving.answer("/later/1", "one");
  serving.answer("/later/2", "two");
  const Answer first = busy.answer();
  const Answer second = busy.answer();
  EXPECT_EQ(first.body, "one");
  EXPECT_EQ(first.head.find("Connection: close"), std::string::npos);
  EXPECT_EQ(second.body, "two");
  EXPECT_NE(second.head.find("Connection: close"), std::string::npos);
  EXPECT_TRUE(busy.closed());
  stopping.join();
  EXPECT_EQ(serving.server.connections(), 0U);
  EXPECT_THROW(Client{serving.port()}, std::runtime_error);
}

TEST(ServerTest, StoppingServesWhatHadAlreadyCome) {
  for (int i = 0; i < 5; ++i) {
    Serving serving;
    Client client{serving.port()};
    client.send(get("/echo/1"));
    EXPECT_EQ(client.answer().status, 200);
    client.send(get("/echo/2"));
    serving.server.stop(seconds{10});
    EXPECT_EQ(client.answer().body, "GET /echo/2? ");
  }
}

TEST(ServerTest, StoppingEndsWhenPatienceDoesAndALateAnswerHurtsNobody) {
  Serving serving;
  Client client{serving.port()};
  client.send(get("/later"));
  ASSERT_TRUE(serving.service.held(1));
  serving.server.stop(milliseconds{1});
  serving.answer("/later", "too late");
}

TEST(ServerTest, EveryAnswerIsCountedByRouteAndStatusARefusalToo) {
  telemetry::Probes probes;
  {
    Serving serving{{.probes = &probes}};
    Client client{serving.port()};
    client.send(get("/echo") + get("/echo") + "nonsense\r\n");
    EXPECT_EQ(client.answer().status, 200);
    EXPECT_EQ(client.answer().status, 200);
    EXPECT_EQ(client.answer().status, 400);
  }
  const std::string text = probes.text();
  EXPECT_NE(text.find("requests_total{route=\"none\",status=\"200\"} 2"), std::string::npos)
      << text;
  EXPECT_NE(text.find("requests_total{route=\"none\",status=\"400\"} 1"), std::string::npos)
      << text;
}

TEST(ServerTest, ItsThreadStaysOnTheCoreItIsPinnedTo) {
  std::atomic<int> core{-1};
  Serving serving{{.pin_to_core = 0, .end_of_round = [&] { core = sched_getcpu(); }}};
  Client client{serving.port()};
  client.send(get("/echo"));
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(core, 0);
}

}  // namespace
}  // namespace bursar::net::server_test
