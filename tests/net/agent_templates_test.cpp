#include "net/agent_templates.hpp"

#include "tests/net/api_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::agent_templates_test {
namespace {

class AgentTemplatesTest : public testing::Test {
 protected:
  Answer make(const std::string& id, const std::string& key) {
    return world.post("/v1/agents/from-template", R"({"name":"Bot","template_id":")" + id + "\"}",
                      key);
  }

  ApiWorld world;
  const std::string org = world.sign_up();
};

// Wallgent's table, line by line.
TEST_F(AgentTemplatesTest, TheTenAreListedWithTheirLimits) {
  const Answer listed = world.get("/v1/agents/templates", org);
  ASSERT_EQ(listed.status, 200) << listed.body;
  std::string table;
  for (const auto& row : listed.json.at("data").as_array()) {
    for (const char* member : {"id", "name", "max_per_tx", "max_per_day"})
      table += std::string{row.at(member).as_string()} + " | ";
    table += row.at("require_approval").as_bool() ? "Yes\n" : "No\n";
  }
  EXPECT_EQ(table,
            "customer-support | Customer Support Agent | 100.00 | 500.00 | No\n"
            "procurement | Procurement Agent | 500.00 | 5000.00 | Yes\n"
            "research | Research Agent | 50.00 | 500.00 | No\n"
            "trading | Trading Agent | 10000.00 | 50000.00 | No\n"
            "expense-tracker | Expense Tracker | 0.00 | 0.00 | No\n"
            "invoice-collector | Invoice Collector | 0.00 | 0.00 | No\n"
            "budget-guardian | Budget Guardian | 0.00 | 0.00 | No\n"
            "payroll-agent | Payroll Agent | 5000.00 | 50000.00 | Yes\n"
            "revenue-reporter | Revenue Reporter | 0.00 | 0.00 | No\n"
            "subscription-manager | Subscription Manager | 1000.00 | 10000.00 | No\n");
  EXPECT_FALSE(listed.json.at("has_more").as_bool());
  EXPECT_TRUE(listed.json.at("next_cursor").is_null());
}

TEST_F(AgentTemplatesTest, WalletKeyAndPolicyAreMadeByOneRecord) {
  const auto before = world.store.records().size();
  const Answer made = make("procurement", org);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(world.store.records().size(), before + 1);
  const Answer policy = world.get("/v1/policies/" + made.text("policy_id"), org);
  EXPECT_EQ(policy.text("name"), "Procurement Agent");
  EXPECT_EQ(policy.text("max_per_tx"), "500.00");
  EXPECT_EQ(policy.text("max_per_day"), "5000.00");
  EXPECT_EQ(policy.text("max_total"), "null");
  EXPECT_EQ(world.get("/v1/wallets/" + made.text("wallet_id"), org).text("policy_id"),
            made.text("policy_id"));
  EXPECT_EQ(world.get("/v1/agents/" + made.text("id"), org).text("name"), "Bot");
}

TEST_F(AgentTemplatesTest, ItsLimitsHoldForItsFirstPayment) {
  const Answer made = make("research", org);
  const std::string wallet = made.text("wallet_id");
  world.fund(org, wallet, "1000");
  const Answer denied = world.post("/v1/payments", payment(wallet, "50.01"), made.text("api_key"));
  EXPECT_EQ(denied.code(), "POLICY_DENIED");
  EXPECT_EQ(denied.text("rule"), "max_per_tx");
  EXPECT_EQ(world.post("/v1/payments", payment(wallet, "50"), made.text("api_key")).status, 201);
}

// Neither its key nor, should it get a better one, its policy lets it pay.
TEST_F(AgentTemplatesTest, WhoWatchesPaysNothing) {
  for (const net::AgentTemplate& one : net::agent_templates()) {
    if (!one.reads_only()) continue;
    const Answer made = make(std::string{one.id}, org);
    EXPECT_EQ(boost::json::serialize(made.json.at("permissions")),
              R"(["wallets:read","payments:read"])");
    const std::string wallet = made.text("wallet_id");
    world.fund(org, wallet, "10");
    EXPECT_EQ(world.post("/v1/payments", payment(wallet, "1"), made.text("api_key")).code(),
              "FORBIDDEN");
    EXPECT_EQ(world.post("/v1/payments", payment(wallet, "1"), org).code(), "POLICY_DENIED");
  }
}

TEST_F(AgentTemplatesTest, WhoPaysHasTheUsualPermissionsOfAnAgent) {
  EXPECT_EQ(boost::json::serialize(make("trading", org).json.at("permissions")),
            R"(["wallets:read","wallets:write","payments:read","payments:write"])");
}

TEST_F(AgentTemplatesTest, AKeyGrantsOnlyWhatItHas) {
  const std::string maker =
      world
          .post("/v1/keys",
                R"({"name":"M","permissions":["keys:write","wallets:write","wallets:read"]})", org)
          .text("key");
  EXPECT_EQ(boost::json::serialize(make("trading", maker).json.at("permissions")),
            R"(["wallets:read","wallets:write"])");
  const std::string none =
      world.post("/v1/keys", R"({"name":"N","permissions":["wallets:write"]})", org).text("key");
  EXPECT_EQ(make("trading", none).code(), "FORBIDDEN");
  EXPECT_EQ(make("trading", world.agent(org).key).code(), "ORG_KEY_REQUIRED");
}

TEST_F(AgentTemplatesTest, WhatIsNoTemplateIsToldWhatThereIs) {
  const Answer wrong = make("gambling", org);
  EXPECT_EQ(wrong.code(), "INVALID_REQUEST");
  EXPECT_EQ(wrong.json.at("errors").at(0).at("pointer").as_string(), "#/template_id");
  EXPECT_NE(wrong.body.find("customer-support"), std::string::npos);
  EXPECT_EQ(world.post("/v1/agents/from-template", R"({"name":"Bot"})", org).status, 400);
  EXPECT_EQ(world
                .post("/v1/agents/from-template",
                      R"({"name":"B","template_id":"trading","permissions":[]})", org)
                .code(),
            "INVALID_REQUEST");
}

TEST_F(AgentTemplatesTest, TheyAreKnownByNameWhereAnIdMayStand) {
  EXPECT_EQ(world.get("/v1/agents/templates", world.agent(org).key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(world.get("/v1/agents/template", org).status, 404);
}

}  // namespace
}  // namespace bursar::tests::agent_templates_test
