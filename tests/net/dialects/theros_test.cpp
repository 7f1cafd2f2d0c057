// Theros's document, call by call: what it prints and states is what a client finds here.

#include "net/dialects/theros.hpp"

#include "tests/net/api_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::tests {
namespace {

struct Vaults {
  ApiWorld world{};
  std::string org = world.sign_up();
  std::string policy = new_policy("Conservative — Research Agent");

  std::string new_policy(const std::string& name) {
    return world
        .post("/v1/policies",
              R"({"name":")" + name +
                  R"(","max_per_tx":"5.00","max_per_day":"50.00","max_per_month":"500.00"})",
              org)
        .text("id");
  }
  Answer get(const std::string& path) { return world.get("/theros/v1" + path, org); }
  Answer post(const std::string& path, const std::string& body) {
    return world.post("/theros/v1" + path, body, org);
  }
  Answer patch(const std::string& path, const std::string& body) {
    return world.patch("/theros/v1" + path, body, org);
  }
  Answer create(const std::string& agent = "agent_research_v2",
                const std::string& tags = R"("research","production")") {
    return post("/wallets", R"({"agentId":")" + agent +
                                R"(","label":"Research Agent — Market Data","policyId":")" +
                                policy + R"(","tags":[)" + tags + "]}");
  }
};

std::string reason(const Answer& refused) {
  return std::string{refused.json.at("error").at("code").as_string()};
}

TEST(TherosTest, AWalletIsCreatedAsTheDocumentPrints) {
  Vaults vaults;
  const Answer made = vaults.create();
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_TRUE(made.text("wallet_id").starts_with("wal_"));
  EXPECT_FALSE(made.text("solana_address").empty());
  EXPECT_EQ(made.text("agent_id"), "agent_research_v2");
  EXPECT_EQ(made.text("label"), "Research Agent — Market Data");
  EXPECT_EQ(made.text("usdc_balance"), "0.00");
  EXPECT_EQ(serialize(made.json.at("policy")),
            R"({"policy_id":")" + vaults.policy +
                R"(","name":"Conservative — Research Agent","max_per_tx":"5.00",)"
                R"("max_per_day":"50.00","max_per_month":"500.00"})");
  EXPECT_EQ(made.text("tags"), R"(["research","production"])");
  EXPECT_TRUE(made.text("created_at").ends_with("Z"));

  const Answer again = vaults.create();
  EXPECT_EQ(again.status, 409) << "agentId must be unique within the organisation";
  EXPECT_EQ(reason(again), "AGENT_ID_TAKEN");
}

TEST(TherosTest, WhatTheDocumentRequiresIsRequired) {
  Vaults vaults;
  const Answer without =
      vaults.post("/wallets", R"({"agentId":"a","policyId":")" + vaults.policy + "\"}");
  EXPECT_EQ(without.status, 400);
  EXPECT_EQ(reason(without), "INVALID_REQUEST");
  EXPECT_EQ(vaults.post("/wallets", R"({"label":"a","policyId":")" + vaults.policy + "\"}").status,
            400);
  EXPECT_EQ(vaults.post("/wallets", R"({"agentId":"a","label":"a"})").status, 400);
}

TEST(TherosTest, AWalletIsRead) {
  Vaults vaults;
  const Answer made = vaults.create();
  const Answer read = vaults.get("/wallets/" + made.text("wallet_id"));
  ASSERT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(read.text("solana_address"), made.text("solana_address"));
  EXPECT_EQ(read.json.at("policy"), made.json.at("policy"));
  EXPECT_TRUE(read.text("updated_at").ends_with("Z"));
  EXPECT_TRUE(read.json.at("last_transaction_at").is_null());
  EXPECT_EQ(read.text("status"), "unfunded");
}

TEST(TherosTest, WalletsAreListedByStatusAndTags) {
  Vaults vaults;
  const std::string first = vaults.create("a").text("wallet_id");
  vaults.create("b", R"("production")");
  vaults.create("c", R"("production")");
  vaults.post("/wallets/" + first + "/fund", R"({"amount":"1.00","currency":"USDC"})");
  const Answer active = vaults.get("/wallets?status=active&tags=research,production&limit=50");
  ASSERT_EQ(active.status, 200) << active.body;
  ASSERT_EQ(active.json.at("data").as_array().size(), 1U);
  EXPECT_EQ(active.json.at("data").at(0).at("wallet_id").as_string(), first);
  EXPECT_FALSE(active.json.at("has_more").as_bool());

  const Answer page = vaults.get("/wallets?tags=production&limit=2");
  ASSERT_TRUE(page.json.at("has_more").as_bool());
  const Answer last =
      vaults.get("/wallets?tags=production&limit=2&cursor=" + page.text("next_cursor"));
  EXPECT_EQ(last.json.at("data").as_array().size(), 1U);
  EXPECT_EQ(vaults.get("/wallets?status=ACTIVE").status, 400) << "no word of the document's";
}

TEST(TherosTest, AWalletIsUpdated) {
  Vaults vaults;
  const std::string path = "/wallets/" + vaults.create().text("wallet_id");
  const std::string strict = vaults.new_policy("Conservative — Strict");
  const Answer changed =
      vaults.patch(path, R"({"label":"Research Agent — Market Data v2","policyId":")" + strict +
                             R"(","tags":["research"]})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("label"), "Research Agent — Market Data v2");
  EXPECT_EQ(changed.json.at("policy").at("policy_id").as_string(), strict);
  EXPECT_EQ(changed.json.at("policy").at("name").as_string(), "Conservative — Strict");
  EXPECT_EQ(changed.text("tags"), R"(["research"])");

  vaults.world.patch("/v1/policies/" + strict, R"({"name":"Renamed"})", vaults.org);
  EXPECT_EQ(vaults.get(path).json.at("policy").at("name").as_string(), "Renamed");
}

TEST(TherosTest, AWalletIsFrozenAndUnfrozen) {
  Vaults vaults;
  const std::string path = "/wallets/" + vaults.create().text("wallet_id");
  EXPECT_EQ(vaults.patch(path, R"({"status":"frozen"})").text("status"), "frozen");
  const Answer refused = vaults.post(path + "/fund", R"({"amount":"1.00"})");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(reason(refused), "WALLET_FROZEN");
  EXPECT_FALSE(refused.json.at("error").at("request_id").as_string().empty());
  EXPECT_EQ(vaults.patch(path, R"({"status":"active"})").text("status"), "unfunded");
  EXPECT_EQ(vaults.patch(path, R"({"status":"idle"})").status, 400);
}

TEST(TherosTest, AWalletIsFundedFromTheReserve) {
  Vaults vaults;
  const Answer made = vaults.create();
  const std::string path = "/wallets/" + made.text("wallet_id") + "/fund";
  const Answer funded = vaults.post(path, R"({"amount":"100.00","currency":"USDC"})");
  ASSERT_EQ(funded.status, 200) << funded.body;
  EXPECT_EQ(funded.body, R"({"wallet_id":")" + made.text("wallet_id") +
                             R"(","funded_amount":"100.00","usdc_balance":"100.00",)"
                             R"("org_balance_remaining":"9900.00"})");

  const std::string body = R"({"amount":"5.00","idempotencyKey":"k"})";
  const Answer first = vaults.post(path, body);
  const Answer second = vaults.post(path, body);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(second.field("Idempotency-Replayed"), "true");
}

TEST(TherosTest, ASessionTokenIsRotated) {
  Vaults vaults;
  const Answer made = vaults.create();
  const std::string path = "/wallets/" + made.text("wallet_id") + "/rotate-token";
  const Answer first = vaults.post(path, R"({"ttlSeconds":3600})");
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.text("wallet_id"), made.text("wallet_id"));
  EXPECT_TRUE(first.text("expires_at").ends_with("Z"));
  const std::string wallet = "/theros/v1/wallets/" + made.text("wallet_id");
  EXPECT_EQ(vaults.world.get(wallet, first.text("session_token")).status, 200);

  const Answer second = vaults.post(path, R"({"ttlSeconds":3600})");
  EXPECT_EQ(vaults.world.get(wallet, first.text("session_token")).status, 401) << "it is revoked";
  EXPECT_EQ(vaults.world.get(wallet, second.text("session_token")).status, 200);
  const Answer short_lived = vaults.post(path, R"({"ttlSeconds":59})");
  EXPECT_EQ(short_lived.status, 400);
  EXPECT_NE(short_lived.body.find("#/ttlSeconds"), std::string::npos) << short_lived.body;
}

TEST(TherosTest, AWalletIsArchivedAtZeroAlone) {
  Vaults vaults;
  const std::string empty = vaults.create("a").text("wallet_id");
  const std::string funded = vaults.create("b").text("wallet_id");
  vaults.post("/wallets/" + funded + "/fund", R"({"amount":"1.00"})");
  const auto archive = [&](const std::string& wallet) {
    return vaults.world.remove("/theros/v1/wallets/" + wallet, vaults.org);
  };
  EXPECT_EQ(reason(archive(funded)), "BALANCE_NOT_ZERO");
  const Answer archived = archive(empty);
  ASSERT_EQ(archived.status, 200) << archived.body;
  EXPECT_EQ(archived.text("status"), "archived");
  EXPECT_EQ(vaults.get("/wallets/" + empty).text("status"), "archived") << "its history stays";
}

TEST(TherosTest, WalletsAreFundedTogetherOrNotAtAll) {
  Vaults vaults;
  const std::string a = vaults.create("a").text("wallet_id");
  const std::string b = vaults.create("b").text("wallet_id");
  const auto batch = [&](const std::string& second, const std::string& more = {}) {
    return vaults.post("/wallets/fund-batch", R"({"allocations":[{"walletId":")" + a +
                                                  R"(","amount":"100.00"},{"walletId":")" + second +
                                                  R"(","amount":"250.00"}])" + more + "}");
  };
  const Answer funded = batch(b, R"(,"idempotencyKey":"k")");
  ASSERT_EQ(funded.status, 200) << funded.body;
  EXPECT_EQ(funded.body, R"({"funded":[{"wallet_id":")" + a +
                             R"(","funded_amount":"100.00","usdc_balance":"100.00"},)"
                             R"({"wallet_id":")" +
                             b +
                             R"(","funded_amount":"250.00","usdc_balance":"250.00"}],)"
                             R"("total":"350.00","org_balance_remaining":"9650.00"})");
  EXPECT_EQ(batch(b, R"(,"idempotencyKey":"k")").body, funded.body);

  EXPECT_EQ(batch("wal_01ARZ3NDEKTSV4RRFFQ69G5FAV").status, 404);
  EXPECT_NE(batch(a).body.find("#/allocations/1/walletId"), std::string::npos) << batch(a).body;
  EXPECT_EQ(vaults.get("/wallets/" + a).text("usdc_balance"), "100.00");
}

TEST(TherosTest, MoneyIsWithdrawnInPartAndWhole) {
  Vaults vaults;
  const std::string wallet = vaults.create().text("wallet_id");
  const std::string path = "/wallets/" + wallet;
  vaults.post(path + "/fund", R"({"amount":"100.00"})");
  const Answer part = vaults.post(path + "/withdraw", R"({"amount":"50.00"})");
  ASSERT_EQ(part.status, 200) << part.body;
  EXPECT_EQ(part.body, R"({"wallet_id":")" + wallet +
                           R"(","withdrawn_amount":"50.00","usdc_balance":"50.00",)"
                           R"("org_balance_remaining":"9950.00"})");
  const Answer all = vaults.post(path + "/withdraw", R"({"amount":"all"})");
  EXPECT_EQ(all.text("withdrawn_amount"), "50.00");
  EXPECT_EQ(all.text("usdc_balance"), "0.00");
  EXPECT_EQ(reason(vaults.post(path + "/withdraw", R"({"amount":"1.00"})")), "INSUFFICIENT_FUNDS");
}

TEST(TherosTest, AWalletIsToppedUpByItself) {
  Vaults vaults;
  const std::string wallet = vaults.create().text("wallet_id");
  const auto set = [&](const std::string& body) {
    return vaults.world.send({.verb = net::Verb::put,
                              .path = "/theros/v1/wallets/" + wallet + "/auto-topup",
                              .body = body,
                              .key = vaults.org});
  };
  const Answer answer = set(R"({"enabled":true,"triggerBelow":"10.00","topupAmount":"50.00"})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.json.at("enabled").as_bool());
  EXPECT_EQ(answer.text("trigger_below"), "10.00");
  EXPECT_EQ(answer.text("topup_amount"), "50.00");
  EXPECT_EQ(answer.text("max_per_day"), "500.00");
  const Answer wrong =
      set(R"({"enabled":true,"triggerBelow":"10.00","topupAmount":"50.00","maxPerDay":"49.00"})");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_NE(wrong.body.find("#/maxPerDay"), std::string::npos) << wrong.body;
}

}  // namespace
}  // namespace bursar::tests
