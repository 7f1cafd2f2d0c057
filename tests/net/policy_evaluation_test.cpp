#include "net/policy_evaluation.hpp"

#include "tests/net/api_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::policy_evaluation_test {
namespace {

class PolicyEvaluationTest : public testing::Test {
 protected:
  PolicyEvaluationTest() {
    policy = world
                 .post("/v1/policies",
                       R"({"max_per_tx":"5","max_per_day":"8",)"
                       R"("velocity":{"count":2,"window_seconds":60},)"
                       R"("blocked_recipients":["casino"],"blocked_categories":["games"]})",
                       org)
                 .text("id");
    const auto made = world.agent(org, R"(,"policy_id":")" + policy + '"');
    wallet = made.wallet;
    world.fund(org, wallet, "100.00");
  }

  Answer evaluate(const std::string& amount, const std::string& recipient,
                  const std::string& more = {}) {
    return world.post("/v1/policies/" + policy + "/evaluate",
                      R"({"wallet_id":")" + wallet + R"(","amount":")" + amount +
                          R"(","recipient":")" + recipient + '"' + more + "}",
                      org);
  }

  ApiWorld world;
  const std::string org = world.sign_up();
  std::string policy;
  std::string wallet;
};

TEST_F(PolicyEvaluationTest, EveryRuleOfThePolicySaysWhatItThinks) {
  const Answer told = evaluate("6.00", "casino", R"(,"category":"games")");
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(told.text("decision"), "deny");
  EXPECT_EQ(told.text("policy_id"), policy);
  EXPECT_EQ(told.text("version"), "1");
  EXPECT_EQ(told.text("rule"), "max_per_tx");
  EXPECT_EQ(told.text("max_allowed_now"), "0.00");
  std::string trace;
  for (const auto& one : told.json.at("trace").as_array())
    trace.append(one.at("rule").as_string()).append("=").append(one.at("outcome").as_string()) +=
        ' ';
  EXPECT_EQ(trace,
            "max_per_tx=deny max_per_day=pass velocity=pass blocked_recipients=deny "
            "blocked_categories=deny ");
  EXPECT_EQ(told.json.at("trace").at(0).at("limit").as_string(), "5.00");
  EXPECT_EQ(told.json.at("trace").at(2).at("limit").as_string(), "2");
  EXPECT_TRUE(told.json.at("trace").at(3).at("limit").is_null());
}

TEST_F(PolicyEvaluationTest, ItGoesByTheWalletsOwnCountersAndMovesNothing) {
  EXPECT_EQ(evaluate("5.00", "shop").text("decision"), "allow");
  EXPECT_EQ(evaluate("5.00", "shop").text("max_allowed_now"), "5.00");
  const std::size_t records = world.store.records().size();
  EXPECT_EQ(evaluate("5.00", "shop").text("rule"), "null");
  EXPECT_EQ(world.store.records().size(), records);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(world.post("/v1/payments", payment(wallet, "2.00"), org).status, 201);
  const Answer told = evaluate("5.00", "shop");
  EXPECT_EQ(told.text("decision"), "deny");
  EXPECT_EQ(told.text("rule"), "max_per_day");
  EXPECT_EQ(evaluate("4.00", "shop").text("rule"), "velocity");
  const std::string later = ledger::text(ledger::Time{world.clock.now().milliseconds + 61'000});
  EXPECT_EQ(evaluate("4.00", "shop", R"(,"at":")" + later + '"').text("decision"), "allow");
  const Answer denied = world.post("/v1/payments", payment(wallet, "4.00"), org);
  EXPECT_EQ(denied.text("rule"), "velocity") << "as was said";
  EXPECT_EQ(denied.text("limit"), "2");
  EXPECT_EQ(denied.text("used"), "2");
  EXPECT_EQ(denied.text("max_allowed_now"), "0.00");
}

TEST_F(PolicyEvaluationTest, WalletsAndServicesAreRecipientsByTheirIds) {
  const std::string nobody = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  world.patch("/v1/policies/" + policy,
              R"({"blocked_recipients":["wallet_)" + nobody + R"(","svc_)" + nobody + R"("]})",
              org);
  for (const char* prefix : {"wal_", "wallet_", "agt_", "agent_", "svc_"})
    EXPECT_EQ(evaluate("1.00", prefix + nobody).text("rule"), "blocked_recipients") << prefix;
  EXPECT_EQ(evaluate("1.00", wallet).text("decision"), "allow");
  EXPECT_EQ(evaluate("1.00", "wal_x").status, 400);
}

TEST_F(PolicyEvaluationTest, WhatIsOthersIsNotThere) {
  const std::string other = world.sign_up("Other");
  const auto ask = [&](const std::string& which, const std::string& whose, const std::string& key) {
    return world
        .post("/v1/policies/" + which + "/evaluate",
              R"({"wallet_id":")" + whose + R"(","amount":"1","recipient":"x"})", key)
        .status;
  };
  const std::string theirs = world.post("/v1/policies", "{}", other).text("id");
  EXPECT_EQ(ask(policy, wallet, org), 200);
  EXPECT_EQ(ask(policy, wallet, other), 404);
  EXPECT_EQ(ask(theirs, wallet, other), 404);
  EXPECT_EQ(ask("pol_x", wallet, org), 404);
  EXPECT_EQ(ask(policy, "wal_x", org), 404);
}

}  // namespace
}  // namespace bursar::tests::policy_evaluation_test
