// Wallgent's documents, call by call: what they print and state is what a client finds here.

#include "net/dialects/wallgent.hpp"

#include "tests/net/api_world.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace bursar::tests {
namespace {

struct Office {
  ApiWorld world{};
  std::string org = world.sign_up();

  Answer get(const std::string& path) { return world.get("/wallgent/v1" + path, org); }
  Answer post(const std::string& path, const std::string& body = "{}") {
    return world.post("/wallgent/v1" + path, body, org);
  }
  Answer agent(const std::string& name = "Marketing Agent") {
    return post("/agents", R"({"name":")" + name + "\"}");
  }
};

// --- Wallets.

TEST(WallgentTest, AWalletIsCreatedFundedFromTheTreasuryAndRead) {
  Office office;
  const Answer made = office.post(
      "/wallets",
      R"({"name":"Shopping Agent","agentName":"shopper-v2","metadata":{"team":"commerce"}})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.text("id").starts_with("wal_"));
  EXPECT_TRUE(made.text("organizationId").starts_with("org_"));
  EXPECT_TRUE(made.text("accountId").starts_with("acct_"));
  EXPECT_EQ(made.text("environment"), "SANDBOX");
  EXPECT_EQ(made.text("walletType"), "AGENT");
  EXPECT_EQ(made.text("name"), "Shopping Agent");
  EXPECT_EQ(made.text("agentName"), "shopper-v2");
  EXPECT_EQ(made.text("metadata"), R"({"team":"commerce"})");
  EXPECT_EQ(made.text("status"), "ACTIVE");
  EXPECT_EQ(office.post("/wallets", R"({"name":"B","agentName":"shopper-v2"})").status, 201)
      << "agentName need not be unique";

  const std::string path = "/wallets/" + made.text("id");
  const Answer funded = office.post(path + "/fund", R"({"amount":"500.00"})");
  ASSERT_EQ(funded.status, 200) << funded.body;
  const Answer balance = office.get(path + "/balance");
  EXPECT_EQ(balance.body, R"({"available":"500.00","currency":"USD"})");
  EXPECT_EQ(office.get(path).text("balance"), "500.00");
  EXPECT_EQ(office.world.get("/v1/organization", office.org)
                .json.at("org_wallet")
                .at("balance")
                .as_string(),
            "10000.00")
      << "the treasury gave it";
}

TEST(WallgentTest, WalletsAreListedInPages) {
  Office office;
  office.post("/wallets", R"({"name":"A"})");
  office.post("/wallets", R"({"name":"B"})");
  const Answer first = office.get("/wallets?limit=1");
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_TRUE(first.json.at("hasMore").as_bool());
  EXPECT_EQ(first.json.at("data").at(0).at("name").as_string(), "B");
  const Answer second = office.get("/wallets?limit=1&cursor=" + first.text("cursor"));
  EXPECT_EQ(second.json.at("data").at(0).at("name").as_string(), "A");
  const Answer all = office.get("/wallets");
  EXPECT_FALSE(all.json.at("hasMore").as_bool());
  EXPECT_FALSE(all.json.as_object().contains("cursor"));
}

// --- Agents.

TEST(WallgentTest, ABudgetIsAdjustedEitherWayOutOfTheOrgWallet) {
  Office office;
  const std::string id = office.agent().text("id");
  const Answer more = office.post("/agents/" + id + "/adjust-budget", R"({"amount":100})");
  ASSERT_EQ(more.status, 200) << more.body;
  EXPECT_EQ(more.body, R"({"id":")" + id +
                           R"(","adjustment":100,"newBalance":"100.00000000","currency":"USD"})");
  const Answer less = office.post("/agents/" + id + "/adjust-budget", R"({"amount":-50})");
  EXPECT_EQ(less.body, R"({"id":")" + id +
                           R"(","adjustment":-50,"newBalance":"50.00000000","currency":"USD"})");
  EXPECT_EQ(office.world.get("/v1/organization", office.org)
                .json.at("org_wallet")
                .at("balance")
                .as_string(),
            "9950.00");
}

TEST(WallgentTest, AnAgentIsCreatedAsTheDocumentPrints) {
  Office office;
  const Answer made = office.agent();
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.text("id").starts_with("wal_"));
  EXPECT_TRUE(made.text("apiKey").starts_with("wg_test_"));
  EXPECT_TRUE(made.text("apiKeyId").starts_with("key_"));
  EXPECT_EQ(made.text("balance"), "0.00000000");
  EXPECT_EQ(made.text("permissions"),
            R"(["wallets:read","wallets:write","payments:read","payments:write"])");
  EXPECT_EQ(office.post("/agents", R"({"name":"R","permissions":["wallets:read","payments:read"]})")
                .text("permissions"),
            R"(["wallets:read","payments:read"])");
  const Answer read = office.get("/agents/" + made.text("id"));
  ASSERT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(read.json.at("apiKey").at("id").as_string(), made.text("apiKeyId"));
  EXPECT_TRUE(read.json.at("apiKey").at("lastUsedAt").is_null());
}

TEST(WallgentTest, AgentsAreListed) {
  Office office;
  office.agent("A");
  office.agent("B");
  const Answer page = office.get("/agents?limit=20");
  ASSERT_EQ(page.status, 200) << page.body;
  EXPECT_EQ(page.json.at("data").as_array().size(), 2U);
  EXPECT_FALSE(page.json.at("hasMore").as_bool());
}

TEST(WallgentTest, APausedAgentPaysNothing) {
  Office office;
  const Answer made = office.agent();
  const std::string path = "/agents/" + made.text("id");
  office.post("/wallets/" + made.text("id") + "/fund", R"({"amount":"10.00"})");
  const Answer paused = office.post(path + "/pause", "");
  ASSERT_EQ(paused.status, 200) << paused.body;
  EXPECT_EQ(paused.body, R"({"id":")" + made.text("id") + R"(","status":"FROZEN"})");
  const std::string pay = payment(made.text("id"), "1");
  EXPECT_EQ(office.world.post("/v1/payments", pay, made.text("apiKey")).code(), "WALLET_FROZEN");
  EXPECT_EQ(office.post(path + "/resume", "").body,
            R"({"id":")" + made.text("id") + R"(","status":"ACTIVE"})");
  EXPECT_EQ(office.world.post("/v1/payments", pay, made.text("apiKey")).status, 201);
}

TEST(WallgentTest, AKeyIsRotatedAtOnce) {
  Office office;
  const Answer made = office.agent();
  const Answer rotated = office.post("/agents/" + made.text("id") + "/rotate-key");
  ASSERT_EQ(rotated.status, 200) << rotated.body;
  EXPECT_EQ(rotated.text("revokedKeyId"), made.text("apiKeyId"));
  EXPECT_TRUE(rotated.text("apiKey").starts_with("wg_test_"));
  EXPECT_TRUE(rotated.text("apiKeyId").starts_with("key_"));
  const std::string wallet = "/v1/wallets/" + made.text("id");
  EXPECT_EQ(office.world.get(wallet, made.text("apiKey")).status, 401);
  EXPECT_EQ(office.world.get(wallet, rotated.text("apiKey")).status, 200);
}

TEST(WallgentTest, TheTenTemplatesAreTheDocuments) {
  Office office;
  struct Template {
    const char* name;
    const char* max_per_tx;
    const char* max_per_day;
    bool approval;
  };
  const std::map<std::string, Template> document = {
      {"customer-support", {"Customer Support Agent", "100.00", "500.00", false}},
      {"procurement", {"Procurement Agent", "500.00", "5000.00", true}},
      {"research", {"Research Agent", "50.00", "500.00", false}},
      {"trading", {"Trading Agent", "10000.00", "50000.00", false}},
      {"expense-tracker", {"Expense Tracker", "0.00", "0.00", false}},
      {"invoice-collector", {"Invoice Collector", "0.00", "0.00", false}},
      {"budget-guardian", {"Budget Guardian", "0.00", "0.00", false}},
      {"payroll-agent", {"Payroll Agent", "5000.00", "50000.00", true}},
      {"revenue-reporter", {"Revenue Reporter", "0.00", "0.00", false}},
      {"subscription-manager", {"Subscription Manager", "1000.00", "10000.00", false}},
  };
  const Answer listed = office.get("/agents/templates");
  ASSERT_EQ(listed.status, 200) << listed.body;
  const auto& rows = listed.json.at("data").as_array();
  EXPECT_EQ(rows.size(), document.size());
  for (const auto& row : rows) {
    const auto& expected = document.at(std::string{row.at("id").as_string()});
    EXPECT_EQ(row.at("name").as_string(), expected.name);
    EXPECT_EQ(row.at("maxPerTx").as_string(), expected.max_per_tx);
    EXPECT_EQ(row.at("maxPerDay").as_string(), expected.max_per_day);
    EXPECT_EQ(row.at("requireApproval").as_bool(), expected.approval);
  }
  const Answer made =
      office.post("/agents/from-template", R"({"name":"My Bot","templateId":"research"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.text("policyId").starts_with("pol_"));
}

TEST(WallgentTest, ErrorsAreNested) {
  Office office;
  const Answer refused = office.get("/agents/wal_01ARZ3NDEKTSV4RRFFQ69G5FAV");
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(refused.json.at("error").at("code").as_string(), "NOT_FOUND");
  EXPECT_FALSE(refused.json.at("error").at("message").as_string().empty());
}

// --- Keys.

TEST(WallgentTest, AKeyIsMadeReadListedAndRevoked) {
  Office office;
  const Answer made = office.post("/keys", R"({"name":"ci","permissions":["wallets:read"]})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_TRUE(made.text("key").starts_with("wg_test_"));
  EXPECT_EQ(made.text("permissions"), R"(["wallets:read"])");
  EXPECT_EQ(office.world.get("/wallgent/v1/wallets", made.text("key")).status, 200);

  const std::string path = "/keys/" + made.text("id");
  const Answer read = office.get(path);
  ASSERT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(read.text("status"), "ACTIVE");
  EXPECT_TRUE(read.json.at("walletId").is_null());
  EXPECT_FALSE(read.json.as_object().contains("key"));
  const Answer page = office.get("/keys?limit=1");
  EXPECT_EQ(page.json.at("data").at(0).at("id").as_string(), made.text("id"));
  EXPECT_TRUE(page.json.at("hasMore").as_bool());

  EXPECT_EQ(office.world.remove("/wallgent/v1" + path, office.org).text("status"), "REVOKED");
  EXPECT_EQ(office.world.get("/wallgent/v1/wallets", made.text("key")).status, 401);
}

TEST(WallgentTest, AKeyIsBoundToAWallet) {
  Office office;
  const std::string wallet = office.post("/wallets", R"({"name":"W"})").text("id");
  const Answer made = office.post("/keys", R"({"name":"w","walletId":")" + wallet + "\"}");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("walletId"), wallet);
  EXPECT_EQ(office.world.get("/wallgent/v1/wallets/" + wallet, made.text("key")).status, 200);
  EXPECT_EQ(office.world.get("/wallgent/v1/keys", made.text("key")).status, 403);
}

}  // namespace
}  // namespace bursar::tests
