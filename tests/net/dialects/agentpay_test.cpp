// AgentPay's document, request by request: each is sent as it is printed, but for the ids that
// stand for a shell's variables, and what is printed of its answer is what a client finds.

#include "net/dialects/agentpay.hpp"

#include "tests/net/agentpay_world.hpp"

#include <array>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::net::agentpay_test {
namespace {

using tests::AgentPayWorld;
using tests::Answer;
using tests::ApiWorld;
using tests::of_error;
using tests::Printed;

// In the document's order: one makes what the next ones name.
const std::array<Printed, 12> printed = {{
    {"Creates an agent and default wallet", Verb::post, "/v1/agents",
     R"({
    "name": "ResearchOpsAgent",
    "operator": "acme"
  })",
     201, R"({
  "id": "agent_...",
  "api_key": "pk_test_...",
  "wallet_id": "wallet_...",
  "secret_key": "sk_test_..."
})"},
    {"Adds sandbox funds", Verb::post, "/v1/wallets/$WALLET_ID/fund",
     R"({
    "amount": 100,
    "source": "test_faucet"
  })",
     200, R"({"wallet_id": "$WALLET_ID", "amount": 100, "balance": 100, "status": "completed"})"},
    {"Creates a payment and receipt", Verb::post, "/v1/payments",
     R"({
    "from_wallet_id": "$WALLET_ID",
    "to_external": "merchant:demo",
    "amount": 5,
    "currency": "USD",
    "rail": "internal",
    "description": "Agent tool purchase",
    "idempotency_key": "tool-call-001"
  })",
     201, R"({
  "id": "tx_...",
  "amount": 5,
  "fee": 0.02,
  "total_debited": 5.02,
  "currency": "USD",
  "rail": "internal",
  "status": "completed"
})"},
    {"Returns current wallet balance", Verb::get, "/v1/wallets/$WALLET_ID/balance", "", 200,
     R"({"wallet_id": "$WALLET_ID", "balance": 94.98, "available": 94.98, "currency": "USD"})"},
    {"Registers a new service", Verb::post, "/v1/services",
     R"({
    "name": "WeatherAPI",
    "description": "Real-time weather data per query",
    "price_per_call": 0.002,
    "currency": "USD",
    "category": "data",
    "endpoint_url": "https://api.example.com/weather"
  })",
     201, R"({
  "id": "svc_...",
  "slug": "weatherapi",
  "status": "active",
  "trust_score": 50
})"},
    {"Opens a dispute on a completed payment", Verb::post, "/v1/disputes",
     R"({
    "payment_id": "$PAYMENT_ID",
    "reason": "service_not_delivered",
    "description": "Provider returned 503 after token was consumed"
  })",
     201, R"({
  "id": "disp_...",
  "status": "open",
  "payment_id": "$PAYMENT_ID",
  "reason": "service_not_delivered",
  "created_at": "2026-05-08T12:00:00Z"
})"},
    {"Lists disputes for the authenticated agent", Verb::get, "/v1/disputes?status=open", "", 200,
     R"({"disputes": [{"id": "disp_...", "status": "open", "payment_id": "$PAYMENT_ID"}],
         "total": 1})"},
    {"Adds evidence to a dispute", Verb::post, "/v1/disputes/$DISPUTE_ID/evidence",
     R"({
    "type": "log_excerpt",
    "content": "HTTP 503 at 2026-05-08T11:59:01Z — no response body"
  })",
     201, R"({"id": "evd_...", "dispute_id": "$DISPUTE_ID", "type": "log_excerpt"})"},
    {"Creates a payout to a bank (ACH)", Verb::post, "/v1/payouts",
     R"({
    "from_wallet_id": "$WALLET_ID",
    "amount": 250.00,
    "destination_type": "bank",
    "destination": {
      "routing_number": "021000021",
      "account_number": "9876543210",
      "account_type": "checking",
      "account_holder": "Acme Corp"
    }
  })",
     201, R"({
  "id": "payout_...",
  "status": "pending",
  "amount": 250.00,
  "currency": "USD",
  "destination_type": "bank",
  "estimated_arrival": "2026-05-10",
  "created_at": "2026-05-08T12:00:00Z"
})"},
    {"Creates a payout on-chain, whose address is real", Verb::post, "/v1/payouts",
     R"({
    "from_wallet_id": "$WALLET_ID",
    "amount": 50.00,
    "destination_type": "crypto",
    "destination": {
      "address": "0x52908400098527886E0F7030069857D2E4169EE7",
      "network": "ethereum"
    }
  })",
     201,
     R"({"id": "payout_...", "status": "pending", "amount": 50, "destination_type": "crypto"})"},
    {"Lists payouts for the authenticated agent", Verb::get, "/v1/payouts?status=pending", "", 200,
     R"({"payouts": [{"id": "payout_...", "amount": 50, "from_wallet_id": "$WALLET_ID"},
                     {"id": "payout_...", "amount": 250, "from_wallet_id": "$WALLET_ID"}],
         "total": 2})"},
    {"Polls a payout", Verb::get, "/v1/payouts/$PAYOUT_ID", "", 200,
     R"({"id": "$PAYOUT_ID", "status": "pending", "amount": 250, "currency": "USD"})"},
}};

TEST(AgentPayTest, EveryRequestWorksAsThePageShowsIt) {
  AgentPayWorld world;
  for (const Printed& one : printed) {
    // A dispute is about a payment to a wallet, and two payouts need more than a quick start has.
    if (one.path == std::string_view{"/v1/disputes"}) world.pay_a_wallet();
    if (one.path == std::string_view{"/v1/payouts"}) world.fund("$WALLET_ID", 300);
    world.send(one);
  }
}

TEST(AgentPayTest, WhatThePageRequiresIsRequired) {
  AgentPayWorld world;
  world.open_agent();
  world.offer("Feed", "1", "https://api.example.com/feed");
  for (const auto& [path, body, pointer] : std::array<std::array<const char*, 3>, 12>{{
           {"/v1/agents", R"({"operator":"acme"})", "#/name"},
           {"/v1/wallets/$WALLET_ID/fund", R"({"source":"test_faucet"})", "#/amount"},
           {"/v1/payments", R"({"amount":5,"to_external":"m"})", "#/from_wallet_id"},
           {"/v1/payments", R"({"from_wallet_id":"$WALLET_ID","amount":5})", "#/to_wallet_id"},
           {"/v1/services", R"({"price_per_call":1})", "#/name"},
           {"/v1/services", R"({"name":"x"})", "#/price_per_call"},
           {"/v1/services/$SERVICE_ID/authorize", "{}", "#/from_wallet_id"},
           {"/v1/disputes", R"({"reason":"r"})", "#/payment_id"},
           {"/v1/disputes", R"({"payment_id":"$PAYMENT_ID"})", "#/reason"},
           {"/v1/disputes/$DISPUTE_ID/evidence", R"({"type":"t"})", "#/content"},
           {"/v1/disputes/$DISPUTE_ID/evidence", R"({"content":"c"})", "#/type"},
           {"/v1/payouts", R"({"from_wallet_id":"$WALLET_ID","amount":1})", "#/destination_type"},
       }}) {
    const bool makes_agents = path == std::string_view{"/v1/agents"};
    const Answer told =
        makes_agents ? world.api.post("/agentpay/v1/agents", body) : world.post(path, body);
    EXPECT_EQ(told.status, 400) << path << told.body;
    EXPECT_EQ(of_error(told, "code"), "INVALID_REQUEST");
    EXPECT_NE(told.body.find(pointer), std::string::npos) << pointer << told.body;
  }
}

TEST(AgentPayTest, AP1001IsTroubleWithAWalletItsBalanceOrAuthority) {
  AgentPayWorld world;
  world.open_agent();
  const auto code_of = [&](const std::string& body) {
    return of_error(world.post("/v1/payments", body), "code");
  };
  const Answer poor = world.post(
      "/v1/payments", R"({"from_wallet_id":"$WALLET_ID","to_external":"m","amount":500})");
  EXPECT_EQ(poor.status, 402);
  EXPECT_EQ(of_error(poor, "code"), "AP-1001");
  EXPECT_EQ(of_error(poor, "reason"), "INSUFFICIENT_FUNDS");
  EXPECT_TRUE(poor.json.at("error").at("max_allowed_now").is_number()) << "a smaller amount";
  EXPECT_EQ(code_of(R"({"from_wallet_id":"wallet_01ARZ3NDEKTSV4RRFFQ69G5FAV","to_external":"m",
                        "amount":1})"),
            "AP-1001")
      << "another's wallet";
  EXPECT_EQ(code_of(R"({"from_wallet_id":"$WALLET_ID",
                        "to_wallet_id":"wallet_01ARZ3NDEKTSV4RRFFQ69G5FAV","amount":1})"),
            "AP-1001");
  EXPECT_EQ(
      of_error(world.post("/v1/wallets/$WALLET_ID/fund", R"({"amount":1,"source":"treasury"})"),
               "code"),
      "AP-1001")
      << "an operator's action";
}

TEST(AgentPayTest, AP1002IsAPolicysNoWithItsReason) {
  AgentPayWorld world;
  const std::string org = world.api.sign_up();
  world.open_agent(org);
  const std::string policy =
      world.api.post("/v1/policies", R"({"name":"p","max_per_tx":"2"})", org).text("id");
  world.api.patch("/v1/wallets/" + world.value("$WALLET_ID"), R"({"policy_id":")" + policy + "\"}",
                  org);
  const Answer denied =
      world.post("/v1/payments", R"({"from_wallet_id":"$WALLET_ID","to_external":"m","amount":5})");
  EXPECT_EQ(denied.status, 403);
  EXPECT_EQ(of_error(denied, "code"), "AP-1002");
  EXPECT_EQ(of_error(denied, "reason"), "POLICY_DENIED");
  EXPECT_EQ(of_error(denied, "rule"), "max_per_tx");
  EXPECT_EQ(denied.json.at("error").at("max_allowed_now").as_int64(), 2);
}

TEST(AgentPayTest, AP3002IsTheRateOfAnAgentAndSaysHowLongToWait) {
  net::Api::Options options = ApiWorld::open_signup();
  options.requests_per_minute = 2;
  AgentPayWorld world{options};
  world.open_agent();  // which is funded: one request of its key
  world.get("/v1/payouts");
  const Answer told = world.get("/v1/payouts");
  EXPECT_EQ(told.status, 429);
  EXPECT_EQ(of_error(told, "code"), "AP-3002");
  EXPECT_GT(told.json.at("error").at("retry_after").as_int64(), 0);
  EXPECT_FALSE(told.field("Retry-After").empty());
}

TEST(AgentPayTest, ARailThatNobodySettlesIsNotConfigured) {
  AgentPayWorld world;
  world.open_agent();
  const Answer told = world.post("/v1/payments", R"({"from_wallet_id":"$WALLET_ID","amount":5,
      "to_external":"m","rail":"ach"})");
  EXPECT_EQ(told.status, 409);
  EXPECT_EQ(of_error(told, "code"), "SETTLEMENT_NOT_CONFIGURED");
  EXPECT_EQ(world.get("/v1/wallets/$WALLET_ID/balance").json.at("pending").as_int64(), 0);
}

}  // namespace
}  // namespace bursar::net::agentpay_test
