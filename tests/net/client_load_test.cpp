#include "net/client_load.hpp"

#include "tests/net/sockets.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::net::client_load_test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{60};

// What was told, in order.
struct Load {
  struct Told {
    std::size_t connection = 0;
    int status = 0;
    std::string body;
  };

  Load(std::uint16_t port, std::size_t connections)
      : client{{.host = "127.0.0.1", .port = port, .connections = connections},
               [this](std::size_t at, const LoadAnswer& answer) {
                 told.push_back({at, answer.status, std::string{answer.body}});
               }} {}

  bool until(std::size_t answers) {
    const auto end = Clock::now() + patience;
    while (told.size() < answers && Clock::now() < end) client.turn(end);
    return told.size() == answers;
  }

  std::vector<Told> told;
  LoadClient client;
};

TEST(LoadClientTest, ManyRequestsFollowEachOtherOnOneConnection) {
  Serving serving;
  Load load{serving.port(), 1};
  for (std::size_t n = 1; n <= 20; ++n) {
    load.client.send(0, post("/echo/" + std::to_string(n), "{}"));
    ASSERT_TRUE(load.until(n));
    EXPECT_EQ(load.told.back().status, 200);
    EXPECT_EQ(load.told.back().body, "POST /echo/" + std::to_string(n) + "? {}");
  }
}

TEST(LoadClientTest, EachConnectionHasItsOwnAnswer) {
  Serving serving;
  Load load{serving.port(), 3};
  load.client.send(0, get("/later/0"));
  load.client.send(1, get("/later/1"));
  load.client.send(2, get("/echo/2"));
  ASSERT_TRUE(load.until(1));
  EXPECT_EQ(load.told[0].connection, 2U);
  ASSERT_TRUE(serving.service.held(2));
  serving.answer("/later/1", "one");
  ASSERT_TRUE(load.until(2));
  EXPECT_EQ(load.told[1].connection, 1U);
  EXPECT_EQ(load.told[1].body, "one");
  serving.answer("/later/0", "zero");
  ASSERT_TRUE(load.until(3));
  EXPECT_EQ(load.told[2].connection, 0U);
}

TEST(LoadClientTest, OneThatWasClosedIsOpenedForTheNext) {
  Serving serving;
  Load load{serving.port(), 1};
  load.client.send(0, get("/bye"));
  ASSERT_TRUE(load.until(1));
  load.client.send(0, get("/echo/again"));
  ASSERT_TRUE(load.until(2));
  EXPECT_EQ(load.told[1].body, "GET /echo/again? ");
}

TEST(LoadClientTest, WhatWasGivenUpIsNotToldOf) {
  Serving serving;
  Load load{serving.port(), 1};
  load.client.send(0, get("/later/never"));
  load.client.give_up(0);
  load.client.send(0, get("/echo/other"));
  ASSERT_TRUE(load.until(1));
  EXPECT_EQ(load.told[0].body, "GET /echo/other? ");
}

TEST(LoadClientTest, LongBodiesGoBothWaysWhole) {
  Serving serving;
  Load load{serving.port(), 2};
  const std::string large(2 << 20, 'x');
  load.client.send(0, post("/large", large));
  load.client.send(1, get("/long"));
  ASSERT_TRUE(load.until(2));
  for (const Load::Told& told : load.told) {
    EXPECT_EQ(told.status, 200);
    EXPECT_TRUE(told.connection == 0 || told.body.size() == std::size_t{8} << 20);
  }
}

TEST(LoadClientTest, AConnectionThatEndsUnderARequestIsToldAsThat) {
  auto serving = std::make_unique<Serving>();
  Load load{serving->port(), 1};
  load.client.send(0, get("/later/lost"));
  load.client.turn(Clock::now());
  ASSERT_TRUE(serving->service.held(1));
  serving->service.lose_all();
  serving.reset();
  ASSERT_TRUE(load.until(1));
  load.client.send(0, get("/echo/nobody"));
  ASSERT_TRUE(load.until(2));
  EXPECT_EQ(load.told[1].status, 0) << "nobody listens there any more";
}

TEST(LoadClientTest, ATurnWithoutAnAnswerEndsInTime) {
  Serving serving;
  Load load{serving.port(), 1};
  load.client.turn(Clock::now());
  load.client.turn(Clock::now() - std::chrono::hours{1});
  EXPECT_TRUE(load.told.empty());
}

TEST(LoadClientTest, WhereNobodyListensItCannotBegin) {
  std::uint16_t port = 0;
  {
    const Serving serving;
    port = serving.port();
  }
  EXPECT_THROW((Load{port, 1}), std::runtime_error);
}

}  // namespace
}  // namespace bursar::net::client_load_test
