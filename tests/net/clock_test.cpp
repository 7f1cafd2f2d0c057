#include "net/clock.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::clock_test {
namespace {

class ClockTest : public testing::Test {
 protected:
  Answer accept(const std::string& key) { return world.post("/v1/clock/accept", "", key); }
  Answer accept() { return accept(std::string{ApiWorld::operator_key}); }
  std::string now() { return ledger::text(world.clock.now()); }

  ApiWorld world;
};

TEST_F(ClockTest, AJumpIsFollowedWhenTheOperatorSaysSo) {
  world.clock.set_wall_ahead(3'600'000);
  const std::string from = now();
  const Answer told = accept();
  EXPECT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(told.text("accepted"), "true");
  EXPECT_EQ(told.text("from"), from);
  EXPECT_EQ(told.text("to"), now());
  EXPECT_NE(from, now());
  const auto record = world.engine.record(world.engine.last_durable());
  const auto& fact = std::get<ledger::ClockAccepted>(record->fact);
  EXPECT_EQ(ledger::text(fact.from), from);
  EXPECT_EQ(ledger::text(fact.to), now());
  EXPECT_EQ(record->time, fact.from) << "whatever follows may go by the new time";
}

TEST_F(ClockTest, AcceptingAgainOrForNothingDoesNothing) {
  const auto before = world.engine.last_durable();
  EXPECT_EQ(accept().text("accepted"), "false");
  world.clock.set_wall_ahead(-3'600'000);
  EXPECT_EQ(accept().text("accepted"), "true");
  EXPECT_EQ(accept().text("accepted"), "false");
  EXPECT_EQ(world.engine.last_durable().value, before.value + 1);
}

// A restart while time holds still must find what the clock said then.
TEST_F(ClockTest, WhileTimeHoldsStillTheBooksKnowTheClock) {
  world.clock.set_wall_ahead(-3'600'000);
  const Answer told = accept();
  EXPECT_EQ(told.text("from"), now());
  world.sign_up();
  ledger::Books books;
  for (const ledger::Record& record : world.store.records()) books.apply(record);
  EXPECT_EQ(ledger::text(books.clock()), told.text("to"));
}

TEST_F(ClockTest, NobodyElseMayAcceptIt) {
  const std::string org = world.sign_up();
  const std::string agent = world.agent(org).key;
  world.clock.set_wall_ahead(3'600'000);
  const std::string before = now();
  EXPECT_EQ(accept(org).code(), "FORBIDDEN");
  EXPECT_EQ(accept(agent).code(), "FORBIDDEN");
  EXPECT_EQ(accept("").status, 401);
  EXPECT_EQ(now(), before);
}

TEST_F(ClockTest, AClockCanBeAcceptedWithoutRoomOnTheDisk) {
  world.engine.read_only(true);
  world.clock.set_wall_ahead(3'600'000);
  EXPECT_EQ(accept().text("accepted"), "true");
}

TEST_F(ClockTest, TheOperatorsKeyOpensNoOtherDoor) {
  const std::string key{ApiWorld::operator_key};
  const std::string org = world.sign_up();
  const std::string wallet = world.agent(org).wallet;
  for (const net::Route& route : net::routes()) {
    if (route.who.hears(ledger::KeyClass::operator_)) continue;
    std::string path{route.path};
    if (const auto id = path.find("{id}"); id != std::string::npos) path.replace(id, 4, wallet);
    const Answer told = world.send({.verb = route.verb, .path = path, .key = key});
    EXPECT_EQ(told.status, 403) << path;
  }
}

}  // namespace
}  // namespace bursar::tests::clock_test
