// Two environments of one organisation are two separate ledgers: what one key may, seen from the
// other's objects, and what there is in PRODUCTION.

#include "tests/net/production_world.hpp"

#include <array>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::tests::environments_test {
namespace {

struct EnvironmentsTest : testing::Test {
  std::string made(const std::string& path, const std::string& key) {
    const Answer answer = world.post(path, R"({"name":"X"})", key);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return answer.text("id");
  }
  /// Money of the organisation's in PRODUCTION.
  void deposit(const std::string& amount) {
    const Answer answer = world.post("/v1/ledger/deposits",
                                     R"({"organization_id":")" + acme.id +
                                         R"(","environment":"PRODUCTION","reference":"r",)" +
                                         R"("amount":")" + amount + "\"}",
                                     std::string{ApiWorld::operator_key}, "deposit-" + amount);
    EXPECT_EQ(answer.status, 201) << answer.body;
  }

  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  const Tenant other = world_tenant(world, "Other");
};

TEST_F(EnvironmentsTest, AKeyMakesAgentsAndKeysWhereItIs) {
  for (const auto& [key, environment] :
       {std::pair{acme.sandbox, "SANDBOX"}, std::pair{acme.production, "PRODUCTION"}}) {
    const bool live = std::string_view{environment} == "PRODUCTION";
    const auto agent = world.agent(key);
    EXPECT_TRUE(agent.key.starts_with(live ? "bur_live_" : "bur_test_")) << agent.key;
    EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet, agent.key).text("environment"), environment);
    const Answer more = world.post("/v1/keys", R"({"name":"K"})", key);
    EXPECT_EQ(more.text("environment"), environment);
    EXPECT_TRUE(more.text("key").starts_with(live ? "bur_live_" : "bur_test_"));
  }
}

TEST_F(EnvironmentsTest,
       AnObjectOfOnesOwnInTheOtherEnvironmentIsAMismatchAndAForeignOneIsNotThere) {
  for (const auto& [mine, its, foreign] :
       {std::array{acme.sandbox, acme.production, other.sandbox},
        std::array{acme.production, acme.sandbox, other.sandbox},
        std::array{acme.production, acme.sandbox, other.production}}) {
    const std::string wallet = world.agent(its).wallet;
    const std::string key = made("/v1/keys", its);
    const std::string policy = made("/v1/policies", its);
    const auto told = [&](const std::string& by) {
      const std::string own = world.agent(by).wallet;
      std::string codes;
      for (const Answer& answer :
           {world.get("/v1/wallets/" + wallet, by), world.get("/v1/keys/" + key, by),
            world.remove("/v1/keys/" + key, by), world.get("/v1/policies/" + policy, by),
            world.patch("/v1/wallets/" + own, R"({"policy_id":")" + policy + "\"}", by),
            world.post("/v1/agents", R"({"name":"A","policy_id":")" + policy + "\"}", by),
            world.post("/v1/keys", R"({"name":"K","wallet_id":")" + wallet + "\"}", by),
            world.post("/v1/payments", payment(wallet, "5"), by)})
        codes += answer.code() + " ";
      return codes;
    };
    std::string mismatches;
    std::string missing;
    for (int i = 0; i < 8; ++i) {
      mismatches += "ENVIRONMENT_MISMATCH ";
      missing += "NOT_FOUND ";
    }
    EXPECT_EQ(told(mine), mismatches);
    EXPECT_EQ(told(foreign), missing);
    EXPECT_EQ(world.get("/v1/keys/" + key, its).text("status"), "active");
  }
}

TEST_F(EnvironmentsTest, ListsShowOneOfThem) {
  world.agent(acme.sandbox);
  world.agent(acme.production);
  for (const std::string& key : {acme.sandbox, acme.production})
    for (const char* path : {"/v1/wallets", "/v1/keys"})
      EXPECT_EQ(world.get(path, key).json.at("data").as_array().size(), 2U) << path;
}

TEST_F(EnvironmentsTest, ThereAreNoSandboxSourcesInProduction) {
  const auto agent = world.agent(acme.production);
  const std::string path = "/v1/wallets/" + agent.wallet + "/fund";
  EXPECT_EQ(world.post(path, R"({"amount":5,"source":"test_faucet"})", acme.production).code(),
            "FORBIDDEN");
  EXPECT_EQ(world.post(path, R"({"amount":5,"source":"treasury"})", acme.production).code(),
            "FORBIDDEN");
  EXPECT_EQ(world.post(path, R"({"amount":5,"source":"test_faucet"})", agent.key).code(),
            "ORG_KEY_REQUIRED");
  EXPECT_EQ(world.post(path, R"({"amount":5})", acme.production).code(), "INSUFFICIENT_FUNDS");
  deposit("100.00");
  const Answer funded = world.post(path, R"({"amount":5})", acme.production);
  EXPECT_EQ(funded.text("org_balance_remaining"), "95.00") << funded.body;
}

TEST_F(EnvironmentsTest, NobodyOutsideIsPaidInProduction) {
  deposit("100.00");
  const auto agent = world.agent(acme.production);
  const auto payee = world.agent(acme.production);
  world.post("/v1/wallets/" + agent.wallet + "/fund", R"({"amount":50})", acme.production);
  const Answer refused = world.post("/v1/payments", payment(agent.wallet, "5"), agent.key, "k");
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_EQ(refused.code(), "SETTLEMENT_NOT_CONFIGURED");
  const Answer again = world.post("/v1/payments", payment(agent.wallet, "5"), agent.key, "k");
  EXPECT_EQ(again.field("Idempotency-Replayed"), "") << "no stored answer";
  const Answer inside = world.post("/v1/payments",
                                   R"({"from_wallet_id":")" + agent.wallet +
                                       R"(","to_wallet_id":")" + payee.wallet + R"(","amount":5})",
                                   agent.key);
  EXPECT_EQ(inside.status, 201) << inside.body;
}

TEST_F(EnvironmentsTest, APayeeOfTheOtherEnvironmentIsUnknown) {
  const auto agent = world.agent(acme.sandbox);
  const auto payee = world.agent(acme.production);
  EXPECT_EQ(world
                .post("/v1/payments",
                      R"({"from_wallet_id":")" + agent.wallet + R"(","to_wallet_id":")" +
                          payee.wallet + R"(","amount":5})",
                      agent.key)
                .code(),
            "UNKNOWN_PAYEE");
}

}  // namespace
}  // namespace bursar::tests::environments_test
