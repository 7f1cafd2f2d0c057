#include "tests/net/api_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::outcomes_test {
namespace {

struct OutcomesApiTest : testing::Test {
  OutcomesApiTest() { world.fund(org, agent.wallet, "100"); }

  Answer outcome(const std::string& key, const std::string& by) {
    return world.get("/v1/outcomes/" + key + "?wallet_id=" + agent.wallet, by);
  }
  Answer seal(const std::string& key, const std::string& by) {
    return world.post("/v1/outcomes/" + key + "/seal?wallet_id=" + agent.wallet, "", by);
  }
  Answer pay(const std::string& amount, const std::string& key) {
    return world.post("/v1/payments", payment(agent.wallet, amount), agent.key, key);
  }

  ApiWorld world;
  std::string org = world.sign_up();
  ApiWorld::Agent agent = world.agent(org);
};

TEST_F(OutcomesApiTest, AKeyIsNotSeenThenCommittedWithItsAnswer) {
  const Answer before = outcome("k", agent.key);
  ASSERT_EQ(before.status, 200) << before.body;
  EXPECT_EQ(before.text("state"), "not_seen");
  EXPECT_FALSE(before.text("since").empty());
  const Answer paid = pay("5", "k");
  const Answer after = outcome("k", org);
  EXPECT_EQ(after.text("state"), "committed");
  EXPECT_EQ(boost::json::serialize(after.json.at("answer")), boost::json::serialize(paid.json));
}

TEST_F(OutcomesApiTest, AStoredRefusalIsRejectedWithItsProblem) {
  const Answer refused = pay("500", "k");
  const Answer told = outcome("k", agent.key);
  EXPECT_EQ(told.text("state"), "rejected");
  EXPECT_EQ(boost::json::serialize(told.json.at("answer")), boost::json::serialize(refused.json));
}

TEST_F(OutcomesApiTest, ASealedKeyNeverExecutes) {
  const Answer sealed = seal("k", agent.key);
  ASSERT_EQ(sealed.status, 200) << sealed.body;
  EXPECT_EQ(sealed.text("state"), "sealed");
  EXPECT_FALSE(sealed.json.as_object().contains("answer"));
  const Answer paid = pay("5", "k");
  EXPECT_EQ(paid.status, 409);
  EXPECT_EQ(paid.code(), "KEY_SEALED");
  EXPECT_EQ(outcome("k", org).text("state"), "sealed");
  EXPECT_EQ(seal("k", agent.key).body, sealed.body);
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet + "/balance", org).text("balance"), "100.00");
}

TEST_F(OutcomesApiTest, WhatWasDoneIsToldInsteadOfSealed) {
  const Answer paid = pay("5", "k");
  const Answer told = seal("k", agent.key);
  EXPECT_EQ(told.text("state"), "committed");
  EXPECT_EQ(told.json.at("answer").at("id").as_string(), paid.text("id"));
}

TEST_F(OutcomesApiTest, AKeyIsEscapedWhereAPathNeedsIt) {
  pay("5", "order/4+5 x%");
  EXPECT_EQ(pay("5", "order/4+5%").status, 201);
  EXPECT_EQ(outcome("order%2F4+5%25", agent.key).text("state"), "committed");
  EXPECT_EQ(outcome("order%2F4%2B5%25", agent.key).text("state"), "committed");
  EXPECT_EQ(outcome("order%2F4", agent.key).text("state"), "not_seen");
  EXPECT_EQ(outcome("%zz", agent.key).status, 400);
  EXPECT_EQ(outcome("a%20b", agent.key).status, 400);
  EXPECT_EQ(outcome(std::string(256, 'k'), agent.key).status, 400);
}

TEST_F(OutcomesApiTest, AKeyStandsInOneWalletsNameSpace) {
  pay("5", "k");
  const auto other = world.agent(org);
  EXPECT_EQ(world.get("/v1/outcomes/k?wallet_id=" + other.wallet, org).text("state"), "not_seen");
  EXPECT_EQ(world.get("/v1/outcomes/k", agent.key).text("state"), "committed");
  EXPECT_EQ(world.get("/v1/outcomes/k", org).status, 400);
  EXPECT_EQ(outcome("k", other.key).code(), "WALLET_SCOPE");
  EXPECT_EQ(outcome("k", world.sign_up("Other")).code(), "NOT_FOUND");
  EXPECT_EQ(outcome("k", std::string{ApiWorld::operator_key}).text("state"), "committed");
  EXPECT_EQ(seal("k2", std::string{ApiWorld::operator_key}).code(), "FORBIDDEN");
}

}  // namespace
}  // namespace bursar::tests::outcomes_test
