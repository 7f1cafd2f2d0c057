#include "net/refunds.hpp"

#include "tests/net/api_world.hpp"
#include "tests/net/production_world.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::tests::refunds_test {
namespace {

// An agent of one organisation has paid another one's 40.00.
struct RefundsApiTest : testing::Test {
  RefundsApiTest() {
    world.fund(org, agent.wallet, "100");
    id = paid_to(payee.wallet);
  }

  std::string paid_to(const std::string& wallet) {
    return world
        .post("/v1/payments",
              R"({"from_wallet_id":")" + agent.wallet + R"(","to_wallet_id":")" + wallet +
                  R"(","amount":"40.00"})",
              agent.key)
        .text("id");
  }
  Answer refund(const std::string& key, const std::string& body = {},
                const std::string& idempotency = {}) {
    return world.post("/v1/payments/" + id + "/refund", body, key, idempotency);
  }
  Answer see(const std::string& key) { return world.get("/v1/payments/" + id, key); }
  std::string history_status(const std::string& wallet, const std::string& key, int row) {
    const Answer history = world.get("/v1/wallets/" + wallet + "/transactions", key);
    return std::string{
        history.json.at("data").at(static_cast<std::size_t>(row)).at("status").as_string()};
  }

  ApiWorld world;
  std::string org = world.sign_up();
  std::string other = world.sign_up("Other");
  ApiWorld::Agent agent = world.agent(org);
  ApiWorld::Agent payee = world.agent(other);
  std::string id;
};

TEST_F(RefundsApiTest, ThePayeeGivesSomeOrAllOfItBack) {
  const Answer some = refund(payee.key, R"({"amount":"15.00"})");
  ASSERT_EQ(some.status, 201) << some.body;
  EXPECT_EQ(some.text("payment_id"), id);
  EXPECT_EQ(some.text("from_wallet_id"), payee.wallet);
  EXPECT_EQ(some.text("to_wallet_id"), agent.wallet);
  EXPECT_EQ(some.text("amount"), "15.00");
  EXPECT_EQ(some.text("refunded_amount"), "15.00");
  EXPECT_EQ(some.text("remaining"), "25.00");
  EXPECT_EQ(some.text("status"), "partially_refunded");
  EXPECT_EQ(some.text("balance_after"), "25.00");
  const Answer rest = refund(other);
  ASSERT_EQ(rest.status, 201) << rest.body;
  EXPECT_EQ(rest.text("amount"), "25.00");
  EXPECT_EQ(rest.text("status"), "refunded");
  EXPECT_EQ(world.get("/v1/wallets/" + agent.wallet + "/balance", org).text("balance"), "99.84");
}

TEST_F(RefundsApiTest, ReceiptsHistoriesAndListsSayWhatThePaymentIsByNow) {
  EXPECT_EQ(see(org).text("status"), "completed");
  const Answer some = refund(payee.key, R"({"amount":"15.00"})");
  for (const std::string& key : {org, payee.key}) {
    const Answer seen = see(key);
    EXPECT_EQ(seen.text("status"), "partially_refunded") << seen.body;
    EXPECT_EQ(seen.text("refunded_amount"), "15.00");
    const auto& events = seen.json.at("events").as_array();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[1].at("type").as_string(), "payment.refunded");
    EXPECT_EQ(events[1].at("refund_id").as_string(), some.text("id"));
    EXPECT_EQ(events[1].at("amount").as_string(), "15.00");
  }
  refund(payee.key);
  EXPECT_EQ(see(org).text("status"), "refunded");
  EXPECT_EQ(see(org).json.at("events").as_array().size(), 3U);
  for (const auto& [wallet, key] : {std::pair{agent.wallet, org}, std::pair{payee.wallet, other}}) {
    EXPECT_EQ(history_status(wallet, key, 0), "completed") << "the refund itself";
    EXPECT_EQ(history_status(wallet, key, 2), "refunded") << "the payment";
  }
  const Answer history = world.get("/v1/wallets/" + agent.wallet + "/transactions", org);
  const auto& row = history.json.at("data").at(0);
  EXPECT_EQ(row.at("type").as_string(), "refund");
  EXPECT_EQ(row.at("direction").as_string(), "credit");
  EXPECT_EQ(row.at("counterparty").as_string(), payee.wallet);
  EXPECT_EQ(row.at("amount").as_string(), "25.00");
}

TEST_F(RefundsApiTest, MoreThanIsLeftTellsWhatIs) {
  refund(payee.key, R"({"amount":"15.00"})");
  const Answer more = refund(payee.key, R"({"amount":"25.01"})");
  EXPECT_EQ(more.status, 409);
  EXPECT_EQ(more.code(), "REFUND_EXCEEDS_PAYMENT");
  EXPECT_EQ(more.text("max_allowed_now"), "25.00");
  refund(payee.key);
  const Answer none = refund(payee.key);
  EXPECT_EQ(none.status, 409);
  EXPECT_EQ(none.code(), "INVALID_STATE");
}

TEST_F(RefundsApiTest, OneKeyRefundsOnce) {
  const Answer first = refund(payee.key, R"({"amount":"15.00"})", "k");
  const Answer again = refund(payee.key, R"({"amount":"15.00","idempotency_key":"k"})");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(refund(payee.key, R"({"amount":"16.00"})", "k").code(), "IDEMPOTENCY_CONFLICT");
  EXPECT_EQ(refund(payee.key, R"({"idempotency_key":"a"})", "b").status, 400);
}

TEST_F(RefundsApiTest, APayeeThatIsShortIsToldSo) {
  world.post("/v1/payments", payment(payee.wallet, "39"), payee.key);
  const Answer told = refund(payee.key, {}, "k");
  EXPECT_EQ(told.status, 402);
  EXPECT_EQ(told.code(), "INSUFFICIENT_FUNDS");
}

TEST_F(RefundsApiTest, WhoMay) {
  EXPECT_EQ(refund(org, R"({"amount":"1.00"})").code(), "FORBIDDEN");
  EXPECT_EQ(refund(agent.key, R"({"amount":"1.00"})").code(), "FORBIDDEN");
  EXPECT_EQ(refund(world.agent(other).key, R"({"amount":"1.00"})").code(), "NOT_FOUND");
  EXPECT_EQ(refund(world.sign_up("Third"), R"({"amount":"1.00"})").code(), "NOT_FOUND");
  EXPECT_EQ(refund(std::string{ApiWorld::operator_key}, R"({"amount":"1.00"})").status, 201);
  EXPECT_EQ(refund(other, R"({"amount":"1.00"})").status, 201);
  EXPECT_EQ(refund(payee.key, R"({"amount":"1.00"})").status, 201);
  const auto colleague = world.agent(org);
  id = paid_to(colleague.wallet);
  EXPECT_EQ(refund(agent.key, R"({"amount":"1.00"})").code(), "FORBIDDEN");
  EXPECT_EQ(refund(org, R"({"amount":"1.00"})").status, 201);
  for (const char* none : {"tx_x", "tx_00000000000000000000000001"}) {
    id = none;
    EXPECT_EQ(refund(payee.key).status, 404) << none;
  }
}

TEST_F(RefundsApiTest, WhatWentOutsideIsRefundedByThePayersOrganisation) {
  id = world.post("/v1/payments", payment(agent.wallet, "10"), agent.key).text("id");
  EXPECT_EQ(refund(agent.key).code(), "ORG_KEY_REQUIRED");
  EXPECT_EQ(refund(other).code(), "NOT_FOUND");
  const Answer told = refund(org, R"({"amount":"4.00"})");
  ASSERT_EQ(told.status, 201) << told.body;
  EXPECT_FALSE(told.text("from_external").empty());
  EXPECT_EQ(told.text("to_wallet_id"), agent.wallet);
  EXPECT_EQ(told.text("balance_after"), "53.80");
  const Answer history = world.get("/v1/wallets/" + agent.wallet + "/transactions", org);
  EXPECT_EQ(history.json.at("data").at(0).at("counterparty").as_string(),
            told.text("from_external"));
}

TEST_F(RefundsApiTest, WhatIsNoPaymentIsNotFound) {
  const Answer funded = world.post("/v1/wallets/" + agent.wallet + "/fund",
                                   R"({"amount":1,"source":"treasury"})", org);
  id = funded.text("id");
  EXPECT_EQ(refund(org).status, 404);
}

TEST_F(RefundsApiTest, OneThatWaitsIsNotRefundedAndOneThatWasApprovedIs) {
  const std::string policy =
      world.post("/v1/policies", R"({"name":"asks","require_approval":true})", org).text("id");
  world.patch("/v1/wallets/" + agent.wallet, R"({"policy_id":")" + policy + "\"}", org);
  id = paid_to(world.agent(org).wallet);
  const Answer waits = refund(org);
  EXPECT_EQ(waits.code(), "INVALID_STATE") << waits.body;
  EXPECT_EQ(waits.text("state"), "pending_approval");
  world.fund(org, agent.wallet, "100");
  id = paid_to(payee.wallet);
  EXPECT_EQ(refund(org).code(), "FORBIDDEN") << "the payee gives";
  EXPECT_EQ(refund(other).status, 404) << "nobody else knows of it yet";
  const std::string approval = "/v1/approvals/apr_" + id.substr(3) + "/approve";
  ASSERT_EQ(world.post(approval, "", org).status, 200);
  const Answer told = refund(payee.key, R"({"amount":"40.00"})");
  ASSERT_EQ(told.status, 201) << told.body;
  EXPECT_EQ(told.text("payment_id"), id);
  const Answer seen = see(org);
  EXPECT_EQ(seen.text("status"), "refunded") << seen.body;
  EXPECT_EQ(seen.json.at("events").as_array().size(), 3U);
}

TEST(RefundsOfProductionTest, WhatWentOutsideNeedsAConnector) {
  ApiWorld world{with_production()};
  const Tenant acme = world_tenant(world, "Acme");
  const auto payer = ledger::WalletAddress{
      .id = {{1, 1}}, .organization = {1}, .environment = ledger::Environment::production};
  const ledger::Principal org{.organization = {1}, .environment = ledger::Environment::production};
  EXPECT_EQ(net::may_refund(org, payer, {}).error().code, ledger::Errc::settlement_not_configured);
  const ledger::Principal sandbox{.organization = {1}};
  EXPECT_EQ(net::may_refund(sandbox, payer, {}).error().code, ledger::Errc::environment_mismatch);
}

}  // namespace
}  // namespace bursar::tests::refunds_test
