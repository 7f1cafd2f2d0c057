#include "tests/net/api_world.hpp"

#include <set>

#include <gtest/gtest.h>

namespace bursar::tests::wallet_list_test {
namespace {

std::size_t rows(const Answer& list) {
  return list.json.at("data").as_array().size();
}

TEST(WalletListTest, PagesNeitherSkipNorRepeat) {
  ApiWorld world;
  const std::string org = world.sign_up();
  for (int at = 0; at < 6; ++at) world.agent(org);
  std::set<std::string> seen;
  std::string path = "/v1/wallets?limit=3";
  for (int page = 0; page < 3; ++page) {
    const Answer list = world.get(path, org);
    for (const auto& row : list.json.at("data").as_array())
      EXPECT_TRUE(seen.insert(std::string{row.at("id").as_string()}).second);
    world.agent(org);  // newer than the listing: not in it
    if (!list.json.at("has_more").as_bool()) break;
    const std::string link = list.field("Link");
    EXPECT_TRUE(link.ends_with("; rel=\"next\"")) << link;
    path = link.substr(1, link.find('>') - 1);
    EXPECT_NE(path.find(list.text("next_cursor")), std::string::npos);
  }
  EXPECT_EQ(seen.size(), 7U);
}

TEST(WalletListTest, FiltersByStatusTagsAndType) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto rich = world.agent(org, R"(,"tags":["a","b"])");
  world.agent(org, R"(,"tags":["a"])");
  world.fund(org, rich.wallet, "5");
  EXPECT_EQ(rows(world.get("/v1/wallets?tags=a", org)), 2U);
  EXPECT_EQ(rows(world.get("/v1/wallets?tags=b,a", org)), 1U);
  EXPECT_EQ(rows(world.get("/v1/wallets?type=org", org)), 1U);
  EXPECT_EQ(rows(world.get("/v1/wallets?type=agent", org)), 2U);
  EXPECT_EQ(rows(world.get("/v1/wallets?status=active", org)), 2U);
  EXPECT_EQ(rows(world.get("/v1/wallets?status=unfunded&limit=1", org)), 1U);
  EXPECT_EQ(world.get("/v1/wallets?status=odd", org).status, 400);
}

TEST(WalletListTest, AgentsAreFilteredByStatusAndTags) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto rich = world.agent(org, R"(,"tags":["a","b"])");
  const auto poor = world.agent(org, R"(,"tags":["a"])");
  world.post("/v1/wallets", R"({"tags":["a"]})", org);
  world.fund(org, rich.wallet, "5");
  EXPECT_EQ(rows(world.get("/v1/agents", org)), 2U);
  EXPECT_EQ(rows(world.get("/v1/agents?tags=a", org)), 2U);
  EXPECT_EQ(rows(world.get("/v1/agents?tags=b", org)), 1U);
  EXPECT_EQ(rows(world.get("/v1/agents?status=active", org)), 1U);
  EXPECT_EQ(rows(world.get("/v1/agents?status=unfunded", org)), 1U);
  world.post("/v1/agents/" + poor.wallet + "/pause", "", org);
  EXPECT_EQ(rows(world.get("/v1/agents?status=frozen", org)), 1U);
  world.remove("/v1/agents/" + rich.wallet, org);
  EXPECT_EQ(rows(world.get("/v1/agents?status=archived", org)), 1U);
  EXPECT_EQ(rows(world.get("/v1/wallets?status=archived&type=agent", org)), 1U);
  EXPECT_NE(world.get("/v1/agents?status=odd", org).body.find("unfunded|archived"),
            std::string::npos);
}

TEST(WalletListTest, WhatFewMatchIsFoundOnTheFirstPageHoweverFarBack) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto oldest = world.agent(org, R"(,"tags":["a","b"])");
  for (int at = 0; at < 300; ++at) world.agent(org, R"(,"tags":["b"])");
  for (const std::string filters : {"tags=a", "tags=b,a&status=unfunded&type=agent"}) {
    const Answer found = world.get("/v1/wallets?limit=1&" + filters, org);
    ASSERT_EQ(rows(found), 1U);
    EXPECT_EQ(found.json.at("data").at(0).at("id").as_string(), oldest.wallet);
    EXPECT_EQ(found.text("has_more"), "false");
  }
  EXPECT_EQ(rows(world.get("/v1/wallets", oldest.key)), 1U);
}

TEST(WalletListTest, OneReadsOnesOwnWrites) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org, R"(,"tags":["a"])");
  const std::string of_agents = "/v1/wallets?type=agent&status=";
  EXPECT_EQ(rows(world.get(of_agents + "unfunded", org)), 1U);
  world.fund(org, agent.wallet, "5");
  EXPECT_EQ(rows(world.get(of_agents + "unfunded", org)), 0U);
  EXPECT_EQ(rows(world.get(of_agents + "active", org)), 1U);
  world.patch("/v1/wallets/" + agent.wallet, R"({"tags":["b"],"status":"frozen"})", org);
  EXPECT_EQ(rows(world.get(of_agents + "active", org)), 0U);
  EXPECT_EQ(rows(world.get(of_agents + "frozen&tags=a", org)), 0U);
  EXPECT_EQ(rows(world.get(of_agents + "frozen&tags=b", org)), 1U);
}

TEST(WalletListTest, ACursorBelongsToItsListAndCaller) {
  ApiWorld world;
  const std::string org = world.sign_up();
  for (int at = 0; at < 3; ++at) world.agent(org);
  const std::string cursor = world.get("/v1/wallets?limit=1", org).text("next_cursor");
  EXPECT_EQ(world.get("/v1/wallets?cursor=" + cursor, org).status, 200);
  EXPECT_EQ(world.get("/v1/wallets?type=agent&cursor=" + cursor, org).status, 400);
  EXPECT_EQ(world.get("/v1/agents?cursor=" + cursor, org).status, 400);
  EXPECT_EQ(world.get("/v1/wallets?cursor=" + cursor, world.sign_up("Other")).status, 400);
  EXPECT_EQ(world.get("/v1/wallets?cursor=AAAA", org).status, 400);
}

TEST(WalletListTest, AScopedKeySeesItsOwnWallet) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const auto agent = world.agent(org);
  world.agent(org);
  const Answer list = world.get("/v1/wallets", agent.key);
  ASSERT_EQ(rows(list), 1U);
  EXPECT_EQ(list.json.at("data").at(0).at("id").as_string(), agent.wallet);
}

TEST(WalletListTest, WhatWaitsForApprovalMovesNothing) {
  ApiWorld world;
  const std::string org = world.sign_up();
  const std::string policy =
      world.post("/v1/policies", R"({"name":"P","require_approval":true})", org).text("id");
  const auto agent = world.agent(org, R"(,"policy_id":")" + policy + '"');
  world.fund(org, agent.wallet, "5");
  world.clock.advance(31 * ledger::day_ms);
  ASSERT_EQ(rows(world.get("/v1/wallets?status=idle&type=agent", org)), 1U);
  ASSERT_EQ(world.post("/v1/payments", payment(agent.wallet, "1"), agent.key).status, 202);
  EXPECT_EQ(rows(world.get("/v1/wallets?status=idle&type=agent", org)), 1U);
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet, org).text("status"), "idle");
}

}  // namespace
}  // namespace bursar::tests::wallet_list_test
