#include "net/auto_topup.hpp"

#include "tests/net/api_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::auto_topup_test {
namespace {

struct AutoTopupTest : testing::Test {
  Answer set(const std::string& body, const std::string& key = {}) {
    return world.send(
        {.verb = net::Verb::put, .path = path, .body = body, .key = key.empty() ? org : key});
  }
  Answer pay(const std::string& amount) {
    return world.post("/v1/payments", payment(agent.wallet, amount), agent.key);
  }
  /// It follows the payment by itself, so it may be later than the next question.
  std::string topped_up_today() {
    constexpr int asked_max = 10'000;
    std::string told = "0.00";
    for (int asked = 0; asked < asked_max && told == "0.00"; ++asked)
      told = world.get(path, org).text("topped_up_today");
    return told;
  }
  Answer newest() {
    Answer list = world.get("/v1/wallets/" + agent.wallet + "/transactions?limit=1", org);
    return list;
  }

  ApiWorld world;
  std::string org = world.sign_up();
  ApiWorld::Agent agent = world.agent(org);
  std::string path = "/v1/wallets/" + agent.wallet + "/auto-topup";
};

TEST_F(AutoTopupTest, IsSetReadAndRemoved) {
  const Answer none = world.get(path, org);
  ASSERT_EQ(none.status, 200) << none.body;
  EXPECT_EQ(none.text("enabled"), "false");
  EXPECT_EQ(none.text("topup_amount"), "null");
  const Answer made = set(R"({"enabled":true,"trigger_below":"10.00","topup_amount":"50.00"})");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(made.text("wallet_id"), agent.wallet);
  EXPECT_EQ(made.text("enabled"), "true");
  EXPECT_EQ(made.text("trigger_below"), "10.00");
  EXPECT_EQ(made.text("topup_amount"), "50.00");
  EXPECT_EQ(made.text("max_per_day"), "500.00");
  EXPECT_EQ(made.text("topped_up_today"), "0.00");
  EXPECT_EQ(world.get(path, agent.key).body, made.body);
  const Answer removed = world.remove(path, org);
  ASSERT_EQ(removed.status, 200) << removed.body;
  EXPECT_EQ(removed.body, none.body);
}

TEST_F(AutoTopupTest, APaymentThatLeavesLittleIsFollowedByOne) {
  world.fund(org, agent.wallet, "20");
  set(R"({"enabled":true,"trigger_below":"10","topup_amount":"50","max_per_day":"60"})");
  EXPECT_EQ(pay("15").status, 201);
  EXPECT_EQ(topped_up_today(), "50.00");
  const auto row = newest().json.at("data").at(0);
  EXPECT_EQ(row.at("type").as_string(), "funding");
  EXPECT_EQ(row.at("description").as_string(), "auto-topup");
  EXPECT_EQ(row.at("counterparty").as_string(), "organization");
  EXPECT_EQ(row.at("balance_after").as_string(), "54.94");
  EXPECT_EQ(pay("50").status, 201);
  EXPECT_EQ(world.get(path, org).text("topped_up_today"), "50.00") << "the day's fuse";
}

TEST_F(AutoTopupTest, WhatCouldNeverBeGivenIsMalformed) {
  const Answer fuse =
      set(R"({"enabled":true,"trigger_below":"10","topup_amount":"50","max_per_day":"49.99"})");
  EXPECT_EQ(fuse.status, 400);
  EXPECT_NE(fuse.body.find("#/max_per_day"), std::string::npos);
  for (const char* body : {R"({"enabled":true,"trigger_below":"10"})",
                           R"({"enabled":true,"trigger_below":"-1","topup_amount":"1"})",
                           R"({"enabled":true,"trigger_below":"1","topup_amount":"0"})",
                           R"({"trigger_below":"1","topup_amount":"1"})", "{}"})
    EXPECT_EQ(set(body).status, 400) << body;
}

TEST_F(AutoTopupTest, OnlyTheOrganisationSetsIt) {
  const std::string body = R"({"enabled":true,"trigger_below":"10","topup_amount":"50"})";
  EXPECT_EQ(set(body, agent.key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(world.remove(path, agent.key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(set(body, world.sign_up("Other")).status, 404);
  const std::string own{
      world.get("/v1/organization", org).json.at("org_wallet").at("id").as_string()};
  path = "/v1/wallets/" + own + "/auto-topup";
  EXPECT_EQ(set(body).status, 400);
  EXPECT_EQ(world.remove(path, org).status, 400);
}

TEST_F(AutoTopupTest, AnArchivedWalletIsToppedUpNoMore) {
  const std::string body = R"({"enabled":true,"trigger_below":"10","topup_amount":"50"})";
  set(body);
  world.remove("/v1/wallets/" + agent.wallet, org);
  EXPECT_EQ(world.get(path, org).text("enabled"), "false");
  EXPECT_EQ(set(body).code(), "WALLET_ARCHIVED");
}

}  // namespace
}  // namespace bursar::tests::auto_topup_test
