#include "net/funding.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::funding_test {
namespace {

struct FundingTest : testing::Test {
  Answer fund(const std::string& body, const std::string& key,
              const std::string& idempotency = {}) {
    return world.post("/v1/wallets/" + agent.wallet + "/fund", body, key, idempotency);
  }

  ApiWorld world;
  std::string org = world.sign_up();
  ApiWorld::Agent agent = world.agent(org);
};

TEST_F(FundingTest, TheOrganisationGivesUnlessToldOtherwise) {
  const Answer funded = fund(R"({"amount":"100.00"})", org);
  ASSERT_EQ(funded.status, 200) << funded.body;
  EXPECT_EQ(funded.text("wallet_id"), agent.wallet);
  EXPECT_EQ(funded.text("funded_amount"), "100.00");
  EXPECT_EQ(funded.text("balance"), "100.00");
  EXPECT_EQ(funded.text("org_balance_remaining"), "9900.00");
  EXPECT_EQ(fund(R"({"amount":"10000"})", org).code(), "INSUFFICIENT_FUNDS");
}

TEST_F(FundingTest, TreasuryAndFaucetGiveInTheSandbox) {
  EXPECT_EQ(fund(R"({"amount":5,"source":"treasury"})", org).text("balance"), "5.00");
  const Answer faucet = fund(R"({"amount":5,"source":"test_faucet"})", agent.key);
  EXPECT_EQ(faucet.text("balance"), "10.00");
  EXPECT_EQ(faucet.text("org_balance_remaining"), "null");
  EXPECT_EQ(fund(R"({"amount":5,"source":"mint"})", org).status, 400);
}

TEST_F(FundingTest, AnAgentsOwnKeyHasTheFaucetAloneAndADailyBound) {
  EXPECT_EQ(fund(R"({"amount":5})", agent.key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(fund(R"({"amount":5,"source":"treasury"})", agent.key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(fund(R"({"amount":1000,"source":"test_faucet"})", agent.key).status, 200);
  const Answer dry = fund(R"({"amount":1,"source":"test_faucet"})", agent.key);
  EXPECT_EQ(dry.status, 403);
  EXPECT_EQ(dry.code(), "FAUCET_EXHAUSTED");
  EXPECT_EQ(fund(R"({"amount":1,"source":"test_faucet"})", org).status, 200);
}

TEST_F(FundingTest, AReplayIsTheSameByteForByte) {
  for (const std::string source : {"organization", "treasury", "test_faucet"}) {
    const std::string body = R"({"amount":5,"source":")" + source + "\"}";
    const Answer first = fund(body, org, source);
    const Answer again = fund(body, org, source);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.field("Idempotency-Replayed"), "true") << source;
  }
}

TEST_F(FundingTest, TheOrganisationsWalletCannotFundItself) {
  const auto organization = world.get("/v1/organization", org);
  const std::string wallet{organization.json.at("org_wallet").at("id").as_string()};
  EXPECT_EQ(world.post("/v1/wallets/" + wallet + "/fund", R"({"amount":5})", org).status, 400);
  EXPECT_EQ(
      world.post("/v1/wallets/" + wallet + "/fund", R"({"amount":5,"source":"treasury"})", org)
          .text("balance"),
      "10005.00");
}

}  // namespace
}  // namespace bursar::tests::funding_test
