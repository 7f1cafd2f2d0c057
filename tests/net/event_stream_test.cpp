#include "net/event_stream.hpp"

#include "tests/net/api_world.hpp"
#include "tests/net/waiting_exchange.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::tests::event_stream_test {
namespace {

using Words = std::vector<std::string>;

/// A client of a stream, as far as a session shows of it: what it was sent, and what it has not
/// taken. Like a session it lets the stream look once more before it takes what has come.
class Listener final : public WaitingExchange {
 public:
  explicit Listener(ApiWorld& world) : WaitingExchange{world.engine}, world_{world} {}

  void ask(const std::string& query, const std::string& key, const std::string& last_id = {}) {
    authorization_ = "Bearer " + key;
    net::Request request;
    request.path = "/v1/events";
    request.query = query;
    request.host = "localhost:3100";
    request.accept = "text/event-stream";
    request.authorization = authorization_;
    if (!last_id.empty()) request.last_event_id = last_id;
    request.received = world_.clock.now();
    world_.api.serve(request, *this);
    listen();
  }
  /// Looks until nothing more comes of it.
  void listen() {
    while (live_ && !is_done()) {
      live_->look(world_.clock.now());
      if (awaits())
        go_on();
      else if (!take_in())
        return;
    }
  }
  Words types() const {
    Words words;
    constexpr std::string_view mark = "\nevent: ";
    for (auto at = heard_.find(mark); at != std::string::npos; at = heard_.find(mark, at + 1)) {
      const auto begin = at + mark.size();
      words.push_back(heard_.substr(begin, heard_.find('\n', begin) - begin));
    }
    return words;
  }
  std::string last_id() const {
    const auto begin = heard_.rfind("id: ") + 4;
    return heard_.substr(begin, heard_.find('\n', begin) - begin);
  }
  const std::string& heard() const { return heard_; }
  std::string take() { return std::exchange(heard_, {}); }
  bool ended() const { return is_done(); }
  void leave() { live_.reset(); }

  std::size_t not_taken = 0;
  std::size_t most_at_once = 0;  // that it was sent

  std::size_t unsent() const override { return WaitingExchange::unsent() + not_taken; }

 private:
  /// False: there is nothing.
  bool take_in() {
    most_at_once = std::max(most_at_once, response.body.size());
    heard_.append(response.body);
    return !std::exchange(response.body, {}).empty();
  }

  ApiWorld& world_;
  std::string authorization_;
  std::string heard_;
};

struct EventStreamTest : testing::Test {
  void pay(const std::string& amount = "1.00") {
    EXPECT_EQ(world.post("/v1/payments", payment(agent.wallet, amount), agent.key).status, 201);
  }
  std::string now() { return world.get("/v1/organization", org).field("Bursar-Org-Seq"); }

  ApiWorld world;
  std::string org = world.sign_up();
  ApiWorld::Agent agent = world.agent(org);
  Listener listener{world};
};

TEST_F(EventStreamTest, TellsWhatThereIsAndThenWhatComes) {
  world.fund(org, agent.wallet, "10");
  listener.ask("types=payment.*,wallet.funded", org);
  EXPECT_EQ(listener.response.content_type, "text/event-stream");
  EXPECT_EQ(listener.response.status, 200);
  EXPECT_EQ(listener.types(), Words{"wallet.funded"});
  pay();
  pay();
  listener.listen();
  EXPECT_EQ(listener.types(), (Words{"wallet.funded", "payment.completed", "payment.completed"}));
  EXPECT_FALSE(listener.ended());
  EXPECT_EQ(listener.last_id(), now());
}

TEST_F(EventStreamTest, EachEventIsJustAsInAPage) {
  listener.ask("", org);
  const Answer page = world.get("/v1/events", org);
  std::string shown;
  for (const auto& event : page.json.at("data").as_array())
    shown.append("\ndata: ").append(boost::json::serialize(event));
  std::string told;
  const std::string body = listener.take();
  for (auto at = body.find("\ndata: "); at != std::string::npos; at = body.find("\ndata: ", at + 1))
    told.append(body.substr(at, body.find("\n\n", at) - at));
  EXPECT_EQ(told, shown);
}

TEST_F(EventStreamTest, GoesOnBehindTheLastThatWasHeard) {
  listener.ask("after=" + now(), org);
  EXPECT_EQ(listener.types(), Words{});
  world.fund(org, agent.wallet, "10");
  pay();
  listener.listen();
  const std::string heard = listener.last_id();
  pay();
  Listener again{world};
  again.ask("after=0", org, heard);
  EXPECT_EQ(again.types(), Words{"payment.completed"});
}

TEST_F(EventStreamTest, GoesOnWithinARecordOfManyEvents) {
  listener.ask("", org);
  ASSERT_NE(listener.heard().find("id: 1.0\n"), std::string::npos) << listener.heard();
  Listener again{world};
  again.ask("", org, "1.0");
  Words rest = listener.types();
  rest.erase(rest.begin());
  EXPECT_EQ(again.types(), rest);
}

TEST_F(EventStreamTest, ManyEventsComeWithoutAGap) {
  world.fund(org, agent.wallet, "1000");
  listener.ask("types=payment.completed", org);
  for (int i = 0; i < 700; ++i) pay("0.01");
  listener.listen();
  EXPECT_EQ(listener.types().size(), 700U);
}

TEST_F(EventStreamTest, ARevokedKeysStreamEnds) {
  const Answer made = world.post("/v1/keys", R"({"name":"k"})", org);
  listener.ask("after=" + now(), made.text("key"));
  EXPECT_FALSE(listener.ended());
  world.remove("/v1/keys/" + made.text("id"), org);
  listener.listen();
  EXPECT_TRUE(listener.ended());
  EXPECT_EQ(listener.types(), Words{}) << "nor is it told of its end";
}

TEST_F(EventStreamTest, AKeyPastItsGraceIsNoticedThoughNothingHappens) {
  const Answer made = world.post("/v1/keys", R"({"name":"k"})", org);
  world.post("/v1/keys/" + made.text("id") + "/rotate", R"({"grace_seconds":5})", org);
  listener.ask("after=" + now(), made.text("key"));
  world.clock.advance(4'000);
  listener.listen();
  EXPECT_FALSE(listener.ended());
  world.clock.advance(2'000);
  listener.listen();
  EXPECT_TRUE(listener.ended());
}

TEST_F(EventStreamTest, OnlyItsOpeningIsAUseOfItsKey) {
  const std::string stood = now();
  actors::KeyTally& tally = world.engine.tally(*world.engine.authenticate(org, world.clock.now()));
  tally.take_use();
  listener.ask("after=" + stood, org);
  EXPECT_TRUE(tally.take_use());
  world.clock.advance(2'000);
  listener.listen();
  EXPECT_FALSE(tally.take_use());
  world.fund(org, agent.wallet, "10");
  tally.take_use();
  world.clock.advance(2'000);
  pay();
  listener.listen();
  EXPECT_EQ(listener.types(), (Words{"wallet.funded", "payment.completed"}));
  EXPECT_FALSE(tally.take_use());
}

TEST_F(EventStreamTest, ASessionsStreamEndsWithIt) {
  const auto session = [&] {
    return world.post("/v1/wallets/" + agent.wallet + "/rotate-token", R"({"ttl_seconds":60})", org)
        .text("session_token");
  };
  listener.ask("after=" + now(), session());
  EXPECT_FALSE(listener.ended());
  session();
  listener.listen();
  EXPECT_TRUE(listener.ended());
}

TEST_F(EventStreamTest, WhereNothingHappensAHeartbeatShowsThatItLives) {
  listener.ask("after=" + now(), org);
  listener.take();
  world.clock.advance(14'999);
  listener.listen();
  EXPECT_EQ(listener.take(), "");
  world.clock.advance(1);
  listener.listen();
  EXPECT_EQ(listener.take(), ":\n\n");
  listener.listen();
  EXPECT_EQ(listener.take(), "");
}

TEST_F(EventStreamTest, WhoeverCannotFollowIsLetGoAtItsBound) {
  listener.ask("after=" + now(), org);
  world.fund(org, agent.wallet, "10");
  listener.not_taken = 1'048'576;
  listener.listen();
  EXPECT_FALSE(listener.ended());
  EXPECT_EQ(listener.types(), Words{"wallet.funded"});
  listener.not_taken = 1'048'577;
  listener.listen();
  EXPECT_TRUE(listener.ended());
}

TEST_F(EventStreamTest, ABurstIsToldInPiecesAndWhoeverTakesThemIsNotLetGo) {
  listener.ask("after=" + now(), org);
  const std::string metadata(16'000, 'm');
  for (int i = 0; i < 90; ++i)
    world.patch("/v1/wallets/" + agent.wallet,
                R"({"metadata":{"m":")" + metadata + std::to_string(i) + "\"}}", org);
  listener.listen();
  EXPECT_FALSE(listener.ended());
  EXPECT_EQ(listener.types(), Words(90, "wallet.updated"));
  EXPECT_LT(listener.most_at_once, 131'072U);
}

TEST_F(EventStreamTest, WhatWasThereBeforeIsToldAsFastAsItIsTaken) {
  world.fund(org, agent.wallet, "1000");
  for (int i = 0; i < 300; ++i) pay("0.01");
  listener.not_taken = 1;
  listener.ask("types=payment.*", org);
  EXPECT_EQ(listener.types(), Words{});
  listener.not_taken = 0;
  listener.listen();
  EXPECT_EQ(listener.types().size(), 300U);
}

TEST_F(EventStreamTest, ThereAreNoMoreThanMayBe) {
  net::Api::Options options = ApiWorld::open_signup();
  options.streams_max = 2;
  ApiWorld small{options};
  const std::string key = small.sign_up();
  Listener first{small};
  first.ask("", key);
  EXPECT_EQ(first.response.status, 200);
  Listener second{small};
  second.ask("", key);
  EXPECT_EQ(second.response.status, 503) << "half of what there is, for one organisation alone";
  EXPECT_NE(second.response.body.find("limits.streams"), std::string::npos);
  EXPECT_TRUE(second.ended());
  Listener other{small};
  other.ask("", small.sign_up("Other"));
  EXPECT_EQ(other.response.status, 200);
  first.leave();
  other.leave();
  Listener third{small};
  third.ask("", key);
  EXPECT_EQ(third.response.status, 200);
}

TEST_F(EventStreamTest, WhatIsAskedForIsUnderstoodOrRefused) {
  for (const char* id : {"x", "1.", ".1", "1.2.3", "-1", "281474976710657", "1.8191"}) {
    Listener one{world};
    one.ask("", org, id);
    EXPECT_EQ(one.response.status, 400) << id;
  }
  EXPECT_EQ(net::behind("12"), (ledger::EventPosition{.sequence = {13}}));
  EXPECT_EQ(net::behind("12.3"), (ledger::EventPosition{{12}, 4}));
  actors::EventRow row{.record = {}, .event = {}, .at = {{12}, 3}};
  EXPECT_EQ(net::behind(row), (ledger::EventPosition{{12}, 4}));
  row.last = true;
  EXPECT_EQ(net::behind(row), (ledger::EventPosition{.sequence = {13}}));
}

TEST(EventStreamWordsTest, AStreamIsAskedForByItsMediaType) {
  const auto asks = [](std::string_view accept) {
    net::Request request;
    request.accept = accept;
    return net::asks_for_stream(request);
  };
  EXPECT_TRUE(asks("text/event-stream"));
  EXPECT_TRUE(asks("application/json;q=0.5 , Text/Event-Stream; q=1"));
  EXPECT_FALSE(asks(""));
  EXPECT_FALSE(asks("*/*"));
  EXPECT_FALSE(asks("text/event-streams"));
}

}  // namespace
}  // namespace bursar::tests::event_stream_test
