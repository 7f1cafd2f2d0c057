#include "net/agents.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::agents_test {
namespace {

TEST(AgentsTest, AnAgentIsAWalletAndAKey) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer made = world.post(
      "/v1/agents", R"({"name":"Bot","operator":"acme","tags":["a"],"metadata":{"x":1}})", org);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("id").substr(4), made.text("wallet_id").substr(4));
  EXPECT_TRUE(made.text("id").starts_with("agt_"));
  EXPECT_EQ(made.text("status"), "unfunded");
  EXPECT_EQ(made.text("metadata"), R"({"x":1})");
  const Answer read = world.get("/v1/agents/" + made.text("id"), org);
  EXPECT_EQ(read.text("name"), "Bot");
  EXPECT_EQ(read.json.at("key").at("id").as_string(), made.text("api_key_id"));
  EXPECT_EQ(world.get("/v1/agents/" + made.text("wallet_id"), made.text("api_key")).status, 200);
}

TEST(AgentsTest, WithoutACredentialItGetsAnOrganisationOfItsOwn) {
  ApiWorld world;
  const Answer one = world.post("/v1/agents", R"({"name":"Bot"})");
  const Answer two = world.post("/v1/agents", R"({"name":"Bot"})");
  ASSERT_EQ(one.status, 201) << one.body;
  EXPECT_TRUE(one.text("organization_id").starts_with("org_"));
  EXPECT_NE(one.text("organization_id"), two.text("organization_id"));
}

TEST(AgentsTest, AgentsAreListedToTheirOrganisationAndToThemselves) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto first = world.agent(org);
  world.agent(org);
  EXPECT_EQ(world.get("/v1/agents", org).json.at("data").as_array().size(), 2U);
  EXPECT_EQ(world.get("/v1/agents", first.key).json.at("data").as_array().size(), 1U);
}

TEST(AgentsTest, AnUnknownPolicyIsNoPolicy) {
  ApiWorld world;
  const std::string org = world.sign_up();
  for (const char* policy : {"pol_conservative", "pol_00000000000000000000000007"})
    EXPECT_EQ(
        world
            .post("/v1/agents", std::string{R"({"name":"Bot","policy_id":")"} + policy + "\"}", org)
            .code(),
        "NOT_FOUND")
        << policy;
}

TEST(AgentsTest, AgentPaysQuickStartWorksAsPrinted) {
  ApiWorld world;
  const Answer agent =
      world.post("/agentpay/v1/agents", R"({"name":"ResearchOpsAgent","operator":"acme"})");
  ASSERT_EQ(agent.status, 201) << agent.body;
  EXPECT_TRUE(agent.text("id").starts_with("agent_"));
  EXPECT_TRUE(agent.text("wallet_id").starts_with("wallet_"));
  EXPECT_TRUE(agent.text("api_key").starts_with("pk_test_"));
  EXPECT_TRUE(agent.text("secret_key").starts_with("sk_test_")) << agent.text("secret_key");
  const std::string wallet = agent.text("wallet_id");
  const std::string key = agent.text("api_key");
  const Answer funded = world.post("/agentpay/v1/wallets/" + wallet + "/fund",
                                   R"({"amount":100,"source":"test_faucet"})", key);
  ASSERT_EQ(funded.status, 200) << funded.body;
  EXPECT_EQ(funded.text("balance"), "100");
  const std::string pay = R"({"from_wallet_id":")" + wallet +
                          R"(","to_external":"merchant:demo","amount":5,"currency":"USD",)"
                          R"("rail":"internal","description":"Agent tool purchase",)"
                          R"("idempotency_key":"tool-call-001"})";
  const Answer paid = world.post("/agentpay/v1/payments", pay, key);
  ASSERT_EQ(paid.status, 201) << paid.body;
  EXPECT_NE(paid.body.find(R"("amount":5,"fee":0.02,"total_debited":5.02,"currency":"USD",)"
                           R"("rail":"internal","status":"completed")"),
            std::string::npos)
      << paid.body;
  const Answer read = world.get("/agentpay/v1/payments/" + paid.text("id"), key);
  EXPECT_EQ(read.body, paid.body);
  const Answer balance = world.get("/agentpay/v1/wallets/" + wallet + "/balance", key);
  EXPECT_NE(balance.body.find(R"("balance":94.98)"), std::string::npos) << balance.body;
}

TEST(AgentsTest, AgentPaysErrorsHaveItsShape) {
  ApiWorld world;
  const Answer agent = world.post("/agentpay/v1/agents", R"({"name":"Bot"})");
  const Answer poor = world.post("/agentpay/v1/payments", payment(agent.text("wallet_id"), "5"),
                                 agent.text("api_key"));
  EXPECT_EQ(poor.status, 402);
  EXPECT_EQ(poor.content_type, "application/json");
  EXPECT_EQ(poor.json.at("error").at("code").as_string(), "AP-1001");
  EXPECT_EQ(poor.json.at("error").at("reason").as_string(), "INSUFFICIENT_FUNDS");
  EXPECT_TRUE(poor.json.at("error").at("max_allowed_now").is_number()) << poor.body;
}

TEST(AgentsTest, AWalletAloneIsNoAgentAndAKeyTakesKeysWrite) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string wallet = world.post("/v1/wallets", R"({"name":"W"})", org).text("id");
  EXPECT_EQ(world.get("/v1/agents/" + wallet, org).code(), "NOT_FOUND");
  const std::string wallets =
      world.post("/v1/keys", R"({"name":"R","permissions":["wallets:write"]})", org).text("key");
  const Answer refused = world.post("/v1/agents", R"({"name":"Bot"})", wallets);
  EXPECT_EQ(refused.code(), "FORBIDDEN");
  EXPECT_EQ(refused.text("detail"),
            "Use a key with the permission keys:write: this one has it not.");
  EXPECT_EQ(world.patch("/v1/wallets/" + wallet, R"({"policy_id":null})", wallets).code(),
            "FORBIDDEN");
}

TEST(AgentsTest, AnAgentsKeyIsRotatedByItsOrganisationUnderEitherId) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const Answer made = world.post("/v1/agents", R"({"name":"Bot"})", org);
  const Answer first = world.post("/v1/agents/" + made.text("id") + "/rotate-key", "{}", org);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.text("revoked_key_id"), made.text("api_key_id"));
  EXPECT_EQ(world.get("/v1/agents", made.text("api_key")).status, 401);
  const std::string by_wallet = "/v1/agents/" + made.text("wallet_id") + "/rotate-key";
  EXPECT_EQ(world.post(by_wallet, "", first.text("api_key")).code(), "ORG_KEY_REQUIRED");
  const Answer second = world.post(by_wallet, R"({"grace_seconds":60})", org);
  EXPECT_EQ(second.text("revoked_key_id"), first.text("api_key_id"));
  EXPECT_FALSE(second.text("grace_ends_at").empty());
  for (const Answer* key : {&first, &second})
    EXPECT_EQ(world.get("/v1/agents", key->text("api_key")).status, 200);
  EXPECT_EQ(world.get("/v1/agents/" + made.text("id"), org).json.at("key").at("id").as_string(),
            second.text("api_key_id"));
}

TEST(AgentsTest, WhatHasNoKeyHasNoneToRotate) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string wallet = world.post("/v1/wallets", R"({"name":"W"})", org).text("id");
  EXPECT_EQ(world.post("/v1/agents/" + wallet + "/rotate-key", "", org).code(), "NOT_FOUND");
  const Answer made = world.post("/v1/agents", R"({"name":"Bot"})", org);
  const std::string path = "/v1/agents/" + made.text("id") + "/rotate-key";
  EXPECT_EQ(world.post(path, "", world.sign_up("Other")).code(), "NOT_FOUND");
  world.remove("/v1/keys/" + made.text("api_key_id"), org);
  EXPECT_EQ(world.post(path, "", org).code(), "INVALID_STATE");
}

}  // namespace
}  // namespace bursar::tests::agents_test
