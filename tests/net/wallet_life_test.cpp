// What becomes of wallets and agents, as those see it who ask for it.

#include "net/wallet_life.hpp"

#include "tests/net/api_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::wallet_life_test {
namespace {

struct WalletLifeTest : testing::Test {
  ApiWorld world;
  const std::string org = world.sign_up();
  const ApiWorld::Agent agent = world.agent(org);
  const std::string path = "/v1/wallets/" + agent.wallet;
  const std::string agents_path = "/v1/agents/" + agent.wallet;

  std::string org_wallet() {
    const Answer list = world.get("/v1/wallets?type=org", org);
    return std::string{list.json.at("data").at(0).at("id").as_string()};
  }
  std::string sequence() { return world.get(path, org).field("Bursar-Org-Seq"); }
  Answer pay(const std::string& key) {
    return world.post("/v1/payments", payment(agent.wallet, "1"), key);
  }
  std::string org_balance() {
    return world.get("/v1/wallets/" + org_wallet() + "/balance", org).text("balance");
  }
};

TEST_F(WalletLifeTest, OnePatchChangesAllThatItNames) {
  const std::string policy =
      world.post("/v1/policies", R"({"name":"P","max_per_tx":0})", org).text("id");
  const std::string before = sequence();
  const Answer changed =
      world.patch(path,
                  R"({"label":"L","name":"N","tags":["a","b"],"metadata":{"k":1},"policy_id":")" +
                      policy + R"(","status":"frozen"})",
                  org);
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("label"), "L");
  EXPECT_EQ(changed.text("name"), "N");
  EXPECT_EQ(changed.text("agent_name"), "N");
  EXPECT_EQ(changed.text("tags"), R"(["a","b"])");
  EXPECT_EQ(changed.text("metadata"), R"({"k":1})");
  EXPECT_EQ(changed.text("policy_id"), policy);
  EXPECT_EQ(changed.text("status"), "frozen");
  EXPECT_EQ(world.get(path, org).body, changed.body);
  EXPECT_EQ(std::stoi(sequence()), std::stoi(before) + 1);
  const Answer cleared = world.patch(
      path, R"({"label":null,"name":null,"tags":null,"metadata":null,"policy_id":null})", org);
  EXPECT_EQ(cleared.text("label"), "null");
  EXPECT_EQ(cleared.text("name"), "null");
  EXPECT_EQ(cleared.text("tags"), "[]");
  EXPECT_EQ(cleared.text("metadata"), "null");
  EXPECT_EQ(cleared.text("policy_id"), "null");
  EXPECT_EQ(cleared.text("status"), "frozen");
}

TEST_F(WalletLifeTest, WhatChangesNothingIsAnsweredWithoutARecord) {
  const Answer read = world.get(path, org);
  const std::string before = sequence();
  EXPECT_EQ(world.patch(path, "{}", org).body, read.body);
  EXPECT_EQ(world.patch(path, R"({"status":"active","tags":[]})", org).body, read.body);
  EXPECT_EQ(sequence(), before);
}

TEST_F(WalletLifeTest, OnlyTwoStatusesCanBeSet) {
  for (const char* status : {"archived", "idle", "FROZEN", ""}) {
    const Answer refused = world.patch(path, std::string{R"({"status":")"} + status + "\"}", org);
    EXPECT_EQ(refused.status, 400);
    EXPECT_NE(refused.body.find("active|frozen"), std::string::npos) << refused.body;
  }
  EXPECT_EQ(world.patch(path, R"({"budget_limit":"5"})", org).status, 400);
}

TEST_F(WalletLifeTest, AnAgentNamesAndDescribesItselfAndNoMore) {
  EXPECT_EQ(world.patch(path, R"({"label":"me","metadata":{"v":2}})", agent.key).status, 200);
  for (const char* more : {R"("status":"frozen")", R"("status":"active")", R"("name":"n")",
                           R"("tags":[])", R"("policy_id":null)"}) {
    const Answer refused =
        world.patch(path, std::string{R"({"label":"x",)"} + more + "}", agent.key);
    EXPECT_EQ(refused.code(), "ORG_KEY_REQUIRED") << more;
  }
  EXPECT_EQ(world.get(path, org).text("label"), "me");
  EXPECT_EQ(world.patch("/v1/wallets/" + org_wallet(), R"({"label":"x"})", agent.key).code(),
            "WALLET_SCOPE");
  const std::string writer =
      world.post("/v1/keys", R"({"name":"w","permissions":["wallets:write"]})", org).text("key");
  EXPECT_EQ(world.patch(path, R"({"label":"w"})", writer).status, 200);
  EXPECT_EQ(world.patch(path, R"({"policy_id":null})", writer).code(), "FORBIDDEN");
}

TEST_F(WalletLifeTest, AFrozenWalletPaysNothingAndIsNotFunded) {
  world.fund(org, agent.wallet, "10");
  EXPECT_EQ(world.patch(path, R"({"status":"frozen"})", org).text("status"), "frozen");
  EXPECT_EQ(pay(agent.key).code(), "WALLET_FROZEN");
  EXPECT_EQ(world.post(path + "/fund", R"({"amount":"1"})", org).code(), "WALLET_FROZEN");
  EXPECT_EQ(world.post(path + "/fund", R"({"amount":"1","source":"treasury"})", org).code(),
            "WALLET_FROZEN");
  const Answer credited =
      world.post("/v1/payments",
                 R"({"from_wallet_id":")" + org_wallet() + R"(","to_wallet_id":")" + agent.wallet +
                     R"(","amount":"1"})",
                 org);
  EXPECT_EQ(credited.status, 201) << credited.body;
  EXPECT_EQ(world.patch(path, R"({"status":"active"})", org).text("status"), "active");
  EXPECT_EQ(pay(agent.key).status, 201);
}

TEST_F(WalletLifeTest, AnAgentIsPausedAndResumedHoweverOften) {
  world.fund(org, agent.wallet, "10");
  for (int times = 0; times < 2; ++times) {
    const Answer paused = world.post(agents_path + "/pause", "", org);
    ASSERT_EQ(paused.status, 200) << paused.body;
    EXPECT_EQ(paused.text("status"), "frozen");
    EXPECT_EQ(paused.text("wallet_id"), agent.wallet);
    EXPECT_EQ(pay(agent.key).code(), "WALLET_FROZEN");
  }
  for (int times = 0; times < 2; ++times)
    EXPECT_EQ(world.post(agents_path + "/resume", "", org).text("status"), "active");
  EXPECT_EQ(pay(agent.key).status, 201);
  EXPECT_EQ(world.post(agents_path + "/pause", "", agent.key).code(), "ORG_KEY_REQUIRED");
  const std::string plain = world.post("/v1/wallets", "{}", org).text("id");
  for (const char* deed : {"/pause", "/resume"})
    EXPECT_EQ(world.post("/v1/agents/" + plain + deed, "", org).code(), "NOT_FOUND");
  EXPECT_EQ(world.remove("/v1/agents/" + plain, org).code(), "NOT_FOUND");
  EXPECT_EQ(world.remove("/v1/agents/" + org_wallet(), org).code(), "NOT_FOUND");
}

TEST_F(WalletLifeTest, AWalletThatHoldsNothingIsArchived) {
  world.fund(org, agent.wallet, "1");
  EXPECT_EQ(world.remove(path, org).code(), "BALANCE_NOT_ZERO");
  const std::string empty = world.post("/v1/wallets", R"({"label":"E"})", org).text("id");
  const Answer archived = world.remove("/v1/wallets/" + empty, org);
  ASSERT_EQ(archived.status, 200) << archived.body;
  EXPECT_EQ(archived.text("status"), "archived");
  EXPECT_EQ(world.remove("/v1/wallets/" + empty, org).body, archived.body);
  EXPECT_EQ(world.get("/v1/wallets/" + empty, org).body, archived.body);
  EXPECT_EQ(world.patch("/v1/wallets/" + empty, R"({"label":"x"})", org).code(), "WALLET_ARCHIVED");
  EXPECT_EQ(world.post("/v1/wallets/" + empty + "/fund", R"({"amount":"1"})", org).code(),
            "WALLET_ARCHIVED");
  EXPECT_EQ(world.post("/v1/payments", payment(empty, "1"), org).code(), "WALLET_ARCHIVED");
  const Answer key = world.post("/v1/keys", R"({"name":"k","wallet_id":")" + empty + "\"}", org);
  EXPECT_EQ(key.code(), "WALLET_ARCHIVED");
  EXPECT_EQ(world.remove(path, agent.key).code(), "ORG_KEY_REQUIRED");
  const Answer own = world.remove("/v1/wallets/" + org_wallet(), org);
  EXPECT_EQ(own.status, 400);
  EXPECT_NE(own.body.find("never archived"), std::string::npos) << own.body;
}

TEST_F(WalletLifeTest, ADeletedAgentGivesBackWhatItHeldAndItsKeyIsHeardNoMore) {
  world.fund(org, agent.wallet, "47.5");
  const std::string before = org_balance();
  const std::string rotated =
      world.post(agents_path + "/rotate-key", R"({"grace_seconds":60})", org).text("api_key");
  world.post(agents_path + "/pause", "", org);
  const Answer deleted = world.remove(agents_path, org);
  ASSERT_EQ(deleted.status, 200) << deleted.body;
  EXPECT_EQ(deleted.text("deleted"), "true");
  EXPECT_EQ(deleted.text("swept_amount"), "47.50");
  EXPECT_EQ(world.remove(agents_path + "?force=true", org).body, deleted.body);
  EXPECT_EQ(std::stod(org_balance()), std::stod(before) + 47.5);
  for (const std::string& key : {agent.key, rotated}) EXPECT_EQ(pay(key).status, 401);
  EXPECT_EQ(pay(org).code(), "WALLET_ARCHIVED");
  EXPECT_EQ(world.get(agents_path, org).text("status"), "archived");
  EXPECT_EQ(world.get(agents_path, org).text("key"), "null");
  const Answer history = world.get(path + "/transactions", org);
  const auto& sweep = history.json.at("data").at(0);
  EXPECT_EQ(sweep.at("type").as_string(), "sweep");
  EXPECT_EQ(sweep.at("direction").as_string(), "debit");
  EXPECT_EQ(sweep.at("counterparty").as_string(), org_wallet());
  EXPECT_EQ(sweep.at("balance_after").as_string(), "0.00");
  const Answer theirs = world.get("/v1/wallets/" + org_wallet() + "/transactions", org);
  EXPECT_EQ(theirs.json.at("data").at(0).at("direction").as_string(), "credit");
  EXPECT_EQ(world.post(agents_path + "/resume", "", org).code(), "WALLET_ARCHIVED");
  EXPECT_EQ(world.post(agents_path + "/rotate-key", "{}", org).code(), "INVALID_STATE");
  EXPECT_EQ(world.remove(agents_path + "?force=maybe", org).status, 400);
}

TEST_F(WalletLifeTest, AnAgentWithNothingIsDeletedToo) {
  const Answer deleted = world.remove(agents_path, org);
  EXPECT_EQ(deleted.text("swept_amount"), "0.00");
  EXPECT_EQ(world.remove(agents_path, org).body, deleted.body);
  EXPECT_EQ(world.remove(agents_path, world.sign_up("Other")).code(), "NOT_FOUND");
}

}  // namespace
}  // namespace bursar::tests::wallet_life_test
