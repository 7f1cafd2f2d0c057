#include "net/withdrawals.hpp"

#include "tests/net/api_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::tests::withdrawals_test {
namespace {

// An agent with 100.00 of an organisation with 10,000.00.
struct WithdrawalsTest : testing::Test {
  WithdrawalsTest() { world.fund(org, agent.wallet, "100"); }

  Answer fetch(const std::string& amount, const std::string& key = {},
               const std::string& idempotency = {}) {
    return world.post("/v1/wallets/" + agent.wallet + "/withdraw", R"({"amount":)" + amount + "}",
                      key.empty() ? org : key, idempotency);
  }
  Answer adjust(const std::string& amount, const std::string& key = {},
                const std::string& idempotency = {}) {
    return world.post("/v1/agents/" + agent.wallet + "/adjust-budget",
                      R"({"amount":)" + amount + "}", key.empty() ? org : key, idempotency);
  }
  std::string org_wallet() {
    const Answer list = world.get("/v1/wallets?type=org", org);
    return std::string{list.json.at("data").at(0).at("id").as_string()};
  }

  ApiWorld world;
  std::string org = world.sign_up();
  ApiWorld::Agent agent = world.agent(org);
};

TEST_F(WithdrawalsTest, PartOfItOrAllGoesBack) {
  const Answer some = fetch(R"("40.00")");
  ASSERT_EQ(some.status, 200) << some.body;
  EXPECT_EQ(some.text("wallet_id"), agent.wallet);
  EXPECT_EQ(some.text("withdrawn_amount"), "40.00");
  EXPECT_EQ(some.text("balance"), "60.00");
  const Answer all = fetch(R"("all")");
  ASSERT_EQ(all.status, 200) << all.body;
  EXPECT_EQ(all.text("withdrawn_amount"), "60.00");
  EXPECT_EQ(all.text("balance"), "0.00");
  EXPECT_EQ(std::stod(all.text("org_balance_remaining")),
            std::stod(some.text("org_balance_remaining")) + 60);
  const Answer nothing = fetch(R"("all")");
  EXPECT_EQ(nothing.status, 402);
  EXPECT_EQ(nothing.code(), "INSUFFICIENT_FUNDS");
  EXPECT_EQ(nothing.text("max_allowed_now"), "0.00");
}

TEST_F(WithdrawalsTest, OnlyAnAmountOrAllIsTaken) {
  for (const char* wrong : {R"("0")", R"("-1")", R"("ALL")", "true", "null", "[]"}) {
    const Answer refused = fetch(wrong);
    EXPECT_EQ(refused.status, 400) << wrong;
    EXPECT_NE(refused.body.find("#/amount"), std::string::npos) << refused.body;
  }
}

TEST_F(WithdrawalsTest, OnlyTheOrganisationsKeysFetchOrAdjust) {
  EXPECT_EQ(fetch("1", agent.key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(adjust("1", agent.key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(fetch("1", std::string{ApiWorld::operator_key}).code(), "FORBIDDEN");
  EXPECT_EQ(fetch("1", world.sign_up("Other")).status, 404);
}

TEST_F(WithdrawalsTest, TheOrgWalletHasNowhereToGiveBackTo) {
  const Answer refused =
      world.post("/v1/wallets/" + org_wallet() + "/withdraw", R"({"amount":"all"})", org);
  EXPECT_EQ(refused.status, 400) << refused.body;
}

TEST_F(WithdrawalsTest, AFrozenWalletIsFetchedFromAndAnArchivedOneIsNot) {
  world.patch("/v1/wallets/" + agent.wallet, R"({"status":"frozen"})", org);
  EXPECT_EQ(adjust("-1").code(), "WALLET_FROZEN");
  EXPECT_EQ(adjust("1").code(), "WALLET_FROZEN");
  EXPECT_EQ(fetch(R"("all")").status, 200);
  EXPECT_EQ(world.remove("/v1/wallets/" + agent.wallet, org).status, 200);
  EXPECT_EQ(fetch(R"("all")").code(), "WALLET_ARCHIVED");
  EXPECT_EQ(adjust("-1").code(), "WALLET_ARCHIVED");
  EXPECT_EQ(adjust("1").code(), "WALLET_ARCHIVED");
}

TEST_F(WithdrawalsTest, AReplayIsTheSameByteForByte) {
  for (const char* amount : {"5", R"("all")"}) {
    const Answer first = fetch(amount, org, amount);
    const Answer again = fetch(amount, org, amount);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
    EXPECT_EQ(fetch("6", org, amount).code(), "IDEMPOTENCY_CONFLICT");
  }
}

TEST_F(WithdrawalsTest, BothHistoriesShowIt) {
  const Answer fetched = fetch("5");
  const Answer mine = world.get("/v1/wallets/" + agent.wallet + "/transactions", org);
  const auto& row = mine.json.at("data").at(0);
  EXPECT_EQ(row.at("id").as_string(), fetched.text("id"));
  EXPECT_EQ(row.at("type").as_string(), "withdrawal");
  EXPECT_EQ(row.at("direction").as_string(), "debit");
  EXPECT_EQ(row.at("counterparty").as_string(), org_wallet());
  const Answer theirs = world.get("/v1/wallets/" + org_wallet() + "/transactions", org);
  EXPECT_EQ(theirs.json.at("data").at(0).at("direction").as_string(), "credit");
  EXPECT_EQ(theirs.json.at("data").at(0).at("counterparty").as_string(), agent.wallet);
}

TEST_F(WithdrawalsTest, ABudgetIsAdjustedEitherWay) {
  const Answer more = adjust(R"("20.00")");
  ASSERT_EQ(more.status, 200) << more.body;
  EXPECT_EQ(more.text("id"), "agt_" + agent.wallet.substr(4));
  EXPECT_EQ(more.text("adjustment"), "20.00");
  EXPECT_EQ(more.text("new_balance"), "120.00");
  EXPECT_EQ(more.text("currency"), "USD");
  const Answer less = adjust("-50.5");
  ASSERT_EQ(less.status, 200) << less.body;
  EXPECT_EQ(less.text("adjustment"), "-50.50");
  EXPECT_EQ(less.text("new_balance"), "69.50");
  EXPECT_EQ(adjust("-70").code(), "INSUFFICIENT_FUNDS");
  EXPECT_EQ(adjust("0").status, 400);
  EXPECT_EQ(adjust(R"("all")").status, 400);
}

TEST_F(WithdrawalsTest, OnlyAnAgentHasABudget) {
  const std::string plain = world.post("/v1/wallets", "{}", org).text("id");
  for (const std::string& wallet : {plain, org_wallet()})
    for (const char* amount : {"1", "-1"})
      EXPECT_EQ(world
                    .post("/v1/agents/" + wallet + "/adjust-budget",
                          std::string{R"({"amount":)"} + amount + "}", org)
                    .status,
                404);
}

TEST_F(WithdrawalsTest, AnAdjustmentsReplayIsTheSameByteForByte) {
  for (const char* amount : {"5", "-5"}) {
    const Answer first = adjust(amount, org, "k");
    const Answer again = adjust(amount, org, "k");
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  }
  EXPECT_EQ(
      world.post("/v1/wallets/" + agent.wallet + "/fund", R"({"amount":"5"})", org, "k").code(),
      "IDEMPOTENCY_CONFLICT")
      << "another route";
}

}  // namespace
}  // namespace bursar::tests::withdrawals_test
