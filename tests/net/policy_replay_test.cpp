#include "net/policy_replay.hpp"

#include "tests/net/api_world.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::policy_replay_test {
namespace {

class PolicyReplayTest : public testing::Test {
 protected:
  PolicyReplayTest() : policy{make(R"({"max_per_tx":"5","blocked_recipients":["casino"]})")} {
    begin = ledger::text(world.clock.now());
  }

  std::string make(const std::string& rules) {
    return world.post("/v1/policies", rules, org).text("id");
  }
  std::string paying_agent(const std::string& amount) {
    const auto agent = world.agent(org);
    world.fund(org, agent.wallet, "100.00");
    pay(agent.wallet, amount);
    return agent.wallet;
  }
  void pay(const std::string& wallet, const std::string& amount) {
    world.clock.advance(1);
    EXPECT_EQ(world.post("/v1/payments", payment(wallet, amount), org).status, 201);
  }
  Answer replay(const std::string& more = {}) {
    world.clock.advance(1);
    return world.post("/v1/policies/" + policy + "/replay",
                      R"({"from":")" + begin + '"' + more + "}", org);
  }

  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string policy;
  std::string begin;
};

TEST_F(PolicyReplayTest, ItTellsWhatWouldHaveBeenDeniedByRuleAndByAgent) {
  const std::string wallet = paying_agent("4.00");
  pay(wallet, "6.00");
  paying_agent("1.00");
  const Answer told = replay();
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(told.text("policy_id"), policy);
  EXPECT_EQ(told.text("version"), "1");
  EXPECT_EQ(told.text("payments"), "3");
  EXPECT_EQ(told.text("amount"), "11.00");
  EXPECT_EQ(told.text("denied"), "1");
  EXPECT_EQ(told.text("denied_amount"), "6.00");
  EXPECT_EQ(told.json.at("rules").at(0).at("rule").as_string(), "max_per_tx");
  const auto& agents = told.json.at("agents").as_array();
  ASSERT_EQ(agents.size(), 2U);
  EXPECT_EQ(agents[1].at("wallet_id").as_string(), wallet);
  EXPECT_EQ(agents[1].at("denied").as_int64(), 1);
  EXPECT_TRUE(agents[1].at("complete").as_bool());
  EXPECT_TRUE(agents[0].at("first_denied_at").is_null());
  EXPECT_EQ(told.text("has_more"), "false");
}

TEST_F(PolicyReplayTest, OnlyPaymentsOfThatTimeCount) {
  const std::string wallet = paying_agent("1.00");
  world.clock.advance(1);
  const std::string end = ledger::text(world.clock.now());
  world.clock.advance(1);
  pay(wallet, "9.00");
  const Answer told = replay(R"(,"to":")" + end + '"');
  EXPECT_EQ(told.text("payments"), "1");
  EXPECT_EQ(told.text("denied"), "0");
  EXPECT_EQ(told.text("to"), end);
}

TEST_F(PolicyReplayTest, ItGoesOnWhereAPageEnds) {
  std::set<std::string> paid;
  for (int i = 0; i < 510; ++i) paid.insert(paying_agent("1.00"));
  const Answer first = replay();
  ASSERT_EQ(first.text("has_more"), "true");
  const std::string rest =
      R"(,"to":")" + first.text("to") + R"(","cursor":")" + first.text("next_cursor") + '"';
  const Answer second = replay(rest);
  ASSERT_EQ(second.status, 200) << second.body;
  EXPECT_EQ(second.text("has_more"), "false");
  std::set<std::string> seen;
  for (const Answer* page : {&first, &second})
    for (const auto& agent : page->json.at("agents").as_array())
      EXPECT_TRUE(seen.insert(std::string{agent.at("wallet_id").as_string()}).second);
  EXPECT_EQ(seen, paid);
  EXPECT_EQ(replay(R"(,"cursor":")" + first.text("next_cursor") + '"').status, 400);
  world.patch("/v1/policies/" + policy, R"({"max_per_tx":"6"})", org);
  EXPECT_EQ(replay(rest).status, 400);
}

TEST_F(PolicyReplayTest, WhatIsNoTimeOrNoPolicyOfOnesOwnIsRefused) {
  const std::string path = "/v1/policies/" + policy + "/replay";
  EXPECT_EQ(world.post(path, "{}", org).status, 400);
  EXPECT_EQ(world.post(path, R"({"from":"2999-01-01T00:00:00Z"})", org).status, 400);
  EXPECT_EQ(replay(R"(,"to":"1999-01-01T00:00:00Z")").status, 400);
  const std::string body = R"({"from":")" + begin + R"("})";
  world.clock.advance(1);
  EXPECT_EQ(world.post(path, body, world.sign_up("Other")).status, 404);
  EXPECT_EQ(world.post("/v1/policies/pol_1/replay", body, org).status, 404);
  EXPECT_EQ(world.post(path, body, world.agent(org).key).status, 403);
}

}  // namespace
}  // namespace bursar::tests::policy_replay_test
