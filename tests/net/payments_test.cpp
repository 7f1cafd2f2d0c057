#include "net/payments.hpp"

#include "tests/net/api_world.hpp"

#include <gtest/gtest.h>

namespace bursar::tests::payments_test {
namespace {

struct PaymentsTest : testing::Test {
  PaymentsTest() { world.fund(org, agent.wallet, "100"); }

  Answer pay(const std::string& body, const std::string& idempotency = {}) {
    return world.post("/v1/payments", body, agent.key, idempotency);
  }

  ApiWorld world;
  std::string org = world.sign_up();
  ApiWorld::Agent agent = world.agent(org);
};

TEST_F(PaymentsTest, AReceiptSaysWhatHappened) {
  const Answer paid = pay(payment(agent.wallet, "5", R"(,"currency":"USDC","description":"tea")"));
  ASSERT_EQ(paid.status, 201) << paid.body;
  EXPECT_TRUE(paid.text("id").starts_with("tx_"));
  EXPECT_EQ(paid.body, R"({"id":")" + paid.text("id") + R"(","from_wallet_id":")" + agent.wallet +
                           R"(","to_external":"shop","amount":"5.00","fee":"0.02",)"
                           R"("total_debited":"5.02","currency":"USDC","rail":"internal",)"
                           R"("status":"completed","description":"tea","balance_after":"94.98",)"
                           R"("created_at":"2025-11-24T16:00:00.000Z"})");
}

TEST_F(PaymentsTest, AReplayIsTheSameByteForByte) {
  const Answer first = pay(payment(agent.wallet, "5"), "k1");
  world.fund(org, agent.wallet, "50");
  world.clock.advance(5'000);
  for (const std::string amount : {"5", "5.0", "\"5.00\"", "50e-1"}) {
    const Answer again = pay(payment(agent.wallet, amount), "\"k1\"");
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
    EXPECT_EQ(again.field("Bursar-Org-Seq"), first.field("Bursar-Org-Seq"));
  }
  EXPECT_TRUE(first.field("Idempotency-Replayed").empty());
  const Answer in_body = pay(payment(agent.wallet, "5", R"(,"idempotency_key":"k1")"));
  EXPECT_EQ(in_body.body, first.body);
  EXPECT_EQ(pay(payment(agent.wallet, "6"), "k1").code(), "IDEMPOTENCY_CONFLICT");
}

TEST_F(PaymentsTest, AStoredRefusalIsReplayedWithItsFirstRequestId) {
  const Answer first = pay(payment(agent.wallet, "500"), "k1");
  EXPECT_EQ(first.status, 402);
  EXPECT_EQ(first.code(), "INSUFFICIENT_FUNDS");
  EXPECT_FALSE(first.text("max_allowed_now").empty());
  EXPECT_TRUE(first.text("limit").empty() && first.text("used").empty()) << first.body;
  EXPECT_EQ(first.text("request_id"), first.field("X-Request-Id"));
  world.fund(org, agent.wallet, "1000");
  const Answer again = pay(payment(agent.wallet, "500"), "k1");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.status, 402);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(pay(payment(agent.wallet, "500"), "k2").status, 201);
}

TEST_F(PaymentsTest, AReplayKeepsTheFirstCallsDialect) {
  const Answer first = pay(payment(agent.wallet, "5"), "k1");
  const Answer again =
      world.post("/agentpay/v1/payments", payment(agent.wallet, "5"), agent.key, "k1");
  EXPECT_EQ(again.body, first.body);
}

TEST_F(PaymentsTest, PayeesAreFoundAcrossOrganisations) {
  const std::string other = world.sign_up("Other");
  const auto payee = world.agent(other);
  const std::string body =
      R"({"from_wallet_id":")" + agent.wallet + R"(","to_wallet_id":")" + payee.wallet + "\"";
  const Answer paid = pay(body + R"(,"amount":5})");
  ASSERT_EQ(paid.status, 201) << paid.body;
  EXPECT_EQ(paid.text("to_wallet_id"), payee.wallet);
  EXPECT_EQ(world.get("/v1/wallets/" + payee.wallet + "/balance", other).text("balance"), "5.00");
}

TEST_F(PaymentsTest, WhatCannotBeMeantIsMalformed) {
  const std::string from = R"({"from_wallet_id":")" + agent.wallet + "\"";
  EXPECT_EQ(pay(from + R"(,"amount":1})").status, 400);
  EXPECT_EQ(pay(from + R"(,"amount":1,"to_external":"x","to_wallet_id":"wal_x"})").status, 400);
  EXPECT_EQ(pay(from + R"(,"amount":1,"to_wallet_id":")" + agent.wallet + "\"}").status, 400);
  EXPECT_EQ(pay(payment(agent.wallet, "1", R"(,"idempotency_key":"a")"), "b").status, 400);
  EXPECT_EQ(pay(payment(agent.wallet, "1"), "a b").status, 400);
  for (const char* const prefix : {"wal_", "wallet_", "agt_", "agent_"}) {
    const Answer slip =
        pay(from + R"(,"amount":1,"to_external":")" + prefix + agent.wallet.substr(4) + "\"}");
    EXPECT_EQ(slip.status, 400) << prefix;
    EXPECT_NE(slip.body.find("to_wallet_id"), std::string::npos);
  }
  const Answer unknown = pay(payment(agent.wallet, "1", R"(,"amuont":1)"));
  EXPECT_EQ(unknown.json.at("errors").at(0).at("pointer").as_string(), "#/amuont");
  EXPECT_EQ(pay(payment(agent.wallet, "1", R"(,"currency":"EUR")")).code(), "UNSUPPORTED_CURRENCY");
}

TEST_F(PaymentsTest, WalletsBeyondReachAndUnknownPayeesAreTold) {
  const auto second = world.agent(org);
  EXPECT_EQ(pay(payment(second.wallet, "1")).code(), "WALLET_SCOPE");
  EXPECT_EQ(pay(payment("wal_x", "1")).code(), "WALLET_SCOPE");
  const std::string stranger = world.sign_up("Other");
  EXPECT_EQ(world.post("/v1/payments", payment(agent.wallet, "1"), stranger).code(), "NOT_FOUND");
  EXPECT_EQ(pay(R"({"from_wallet_id":")" + agent.wallet +
                R"(","to_wallet_id":"wal_00000000000000000000000009","amount":1})")
                .code(),
            "UNKNOWN_PAYEE");
  EXPECT_EQ(pay(payment(agent.wallet, "1", R"(,"rail":"bank")")).code(),
            "SETTLEMENT_NOT_CONFIGURED");
}

TEST_F(PaymentsTest, APolicysRefusalSaysWhatWouldPass) {
  const Answer policy =
      world.post("/v1/policies", R"({"max_per_tx":"10","max_per_day":"12"})", org);
  ASSERT_EQ(policy.status, 201) << policy.body;
  ASSERT_EQ(world
                .patch("/v1/wallets/" + agent.wallet,
                       R"({"policy_id":")" + policy.text("id") + "\"}", org)
                .status,
            200);
  EXPECT_EQ(pay(payment(agent.wallet, "8")).status, 201);
  const Answer denied = pay(payment(agent.wallet, "9"));
  EXPECT_EQ(denied.status, 403);
  EXPECT_EQ(denied.code(), "POLICY_DENIED");
  EXPECT_EQ(denied.text("agentpay_code"), "AP-1002");
  EXPECT_EQ(denied.text("rule"), "max_per_day");
  EXPECT_EQ(denied.text("limit"), "12.00");
  EXPECT_EQ(denied.text("used"), "8.00");
  EXPECT_EQ(denied.text("max_allowed_now"), "4.00");
  EXPECT_EQ(denied.text("resets_at"), "2025-11-25T00:00:00.000Z");
}

}  // namespace
}  // namespace bursar::tests::payments_test
