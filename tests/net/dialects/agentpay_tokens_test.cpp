// "x402 token lifecycle" of AgentPay's document, in its steps and beside them.

#include "net/dialects/agentpay.hpp"
#include "tests/net/agentpay_world.hpp"

#include <array>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::net::agentpay_tokens_test {
namespace {

using tests::AgentPayWorld;
using tests::Answer;
using tests::of_error;
using tests::Printed;

// The steps of "x402 token lifecycle": a consumer's and its provider's.
const std::array<Printed, 8> lifecycle = {{
    {"Lists available services", Verb::get, "/v1/services?category=data&verified=true", "", 200,
     R"({
  "services": [
    {
      "id": "svc_...",
      "name": "MarketDataFeed",
      "slug": "marketdatafeed",
      "price_per_call": 0.005,
      "currency": "USD",
      "category": "data",
      "trust_score": 50,
      "verified": true,
      "status": "active"
    }
  ],
  "total": 1
})"},
    {"Checks payment requirements for a URL", Verb::get,
     "/v1/x402/requirements?resource=https%3A%2F%2Fapi.example.com%2Ffeed", "", 200,
     R"({"x402Version": 2, "accepts": [{"scheme": "exact", "amount": "500000"}]})"},
    {"Reserves funds and returns a payment token", Verb::post, "/v1/services/$SERVICE_ID/authorize",
     R"({"from_wallet_id": "$WALLET_ID"})", 201,
     R"({
  "token": "x402_tok_...",
  "token_id": "tokid_...",
  "expires_at": "2026-05-08T13:05:00Z",
  "service_id": "$SERVICE_ID",
  "reserved_amount": 0.005
})"},
    {"Provider: validates and redeems the token", Verb::post, "/v1/x402/verify",
     R"({"payment_token": "$TOKEN"})", 200,
     R"({"valid": true, "token_id": "$TOKEN_ID", "service_id": "$SERVICE_ID",
         "service": {"id": "$SERVICE_ID", "name": "MarketDataFeed", "category": "data"},
         "payer": "$WALLET_ID", "amount": 0.005})"},
    {"Provider: marks the call in-flight", Verb::post, "/v1/x402/tokens/$TOKEN_ID/call-started", "",
     200, R"({"token_id": "$TOKEN_ID", "status": "started"})"},
    {"Provider: confirms the request", Verb::post, "/v1/x402/tokens/$TOKEN_ID/call-accepted", "",
     200, R"({"token_id": "$TOKEN_ID", "status": "accepted"})"},
    {"Provider: finalizes settlement", Verb::post, "/v1/x402/tokens/$TOKEN_ID/call-completed", "",
     200, R"({"token_id": "$TOKEN_ID", "status": "settled", "settled_amount": 0.005,
              "payment_id": "tx_..."})"},
    {"Consumer: reads the payment", Verb::get, "/v1/payments/$PAYMENT_ID", "", 200,
     R"({"id": "$PAYMENT_ID", "amount": 0.005, "from_wallet_id": "$WALLET_ID",
         "status": "completed"})"},
}};

TEST(AgentPayTokensTest, ATokenLivesAsThePageTellsIt) {
  AgentPayWorld world;
  world.open_agent();
  world.offer("MarketDataFeed", "0.005", "https://api.example.com/feed");
  for (const Printed& one : lifecycle) {
    const bool providers = std::string_view{one.what}.starts_with("Provider");
    world.send(one, providers ? world.provider : world.key);
  }
  EXPECT_EQ(world.get("/v1/x402/tokens/$TOKEN_ID").text("payment_id"), world.value("$PAYMENT_ID"));
  EXPECT_EQ(world.get("/v1/services").json.at("services").at(0).at("trust_score").as_int64(), 51);
}

TEST(AgentPayTokensTest, AnUnusedTokenIsCancelledAndItsFundsAreReleased) {
  AgentPayWorld world;
  world.open_agent();
  world.offer("Feed", "5", "https://api.example.com/feed");
  world.authorize();
  EXPECT_EQ(world.get("/v1/wallets/$WALLET_ID/balance").json.at("reserved").as_int64(), 5);
  const Answer cancelled = world.remove("/v1/x402/tokens/$TOKEN_ID");
  ASSERT_EQ(cancelled.status, 200) << cancelled.body;
  EXPECT_EQ(cancelled.text("status"), "cancelled");
  EXPECT_TRUE(cancelled.json.at("payment_id").is_null());
  EXPECT_EQ(world.get("/v1/wallets/$WALLET_ID/balance").json.at("reserved").as_int64(), 0);
}

TEST(AgentPayTokensTest, ATokenIsVerifiedByItsBodysFieldOrItsHeaderOrAsTheRawToken) {
  AgentPayWorld world;
  world.open_agent();
  world.offer("Feed", "1", "https://api.example.com/feed");
  const std::string token = world.authorize();
  const auto verify = [&](const std::string& body) {
    return world.post("/v1/x402/verify", body, world.provider);
  };
  EXPECT_EQ(verify("{}").status, 400);
  EXPECT_EQ(verify(R"({"token":")" + token + R"(","payment_token":"x402_tok_other"})").status, 400);
  EXPECT_EQ(verify(R"({"token":")" + token + R"("})").status, 200);
  EXPECT_EQ(of_error(verify(R"({"payment_token":")" + token + R"("})"), "code"), "TOKEN_REDEEMED");
}

TEST(AgentPayTokensTest, ACallsEventsTakeAnEmptyBodyOrAKeyInIt) {
  AgentPayWorld world;
  world.open_agent();
  world.offer("Feed", "1", "https://api.example.com/feed");
  world.post("/v1/x402/verify", R"({"payment_token":")" + world.authorize() + R"("})",
             world.provider);
  const std::string path = "/v1/x402/tokens/$TOKEN_ID/";
  EXPECT_EQ(world.post(path + "call-started", "{}", world.provider).text("status"), "started");
  const std::string keyed = R"({"idempotency_key":"k"})";
  const Answer first = world.post(path + "call-accepted", keyed, world.provider);
  EXPECT_EQ(first.text("status"), "accepted");
  const Answer again = world.post(path + "call-accepted", keyed, world.provider);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(world.post(path + "call-completed", "{}", world.provider).text("status"), "settled");
}

TEST(AgentPayTokensTest, ATokenThatCameTooLateHasExpired) {
  AgentPayWorld world;
  world.open_agent();
  world.offer("Feed", "1", "https://api.example.com/feed");
  const std::string token = world.authorize();
  world.api.clock.advance(301'000);
  const Answer late =
      world.post("/v1/x402/verify", R"({"payment_token":")" + token + R"("})", world.provider);
  EXPECT_EQ(late.status, 410);
  EXPECT_EQ(of_error(late, "code"), "TOKEN_EXPIRED");
  EXPECT_EQ(world.get("/v1/wallets/$WALLET_ID/balance").json.at("reserved").as_int64(), 0);
}

TEST(AgentPayTokensTest, ACallThatCostsMoreThanMaxAmountIsRefused) {
  AgentPayWorld world;
  world.open_agent();
  world.offer("Feed", "1", "https://api.example.com/feed");
  const Answer told = world.post("/v1/services/$SERVICE_ID/authorize",
                                 R"({"from_wallet_id":"$WALLET_ID","max_amount":0.5})");
  EXPECT_EQ(told.status, 402);
  EXPECT_EQ(of_error(told, "code"), "AP-1001");
  EXPECT_EQ(of_error(told, "reason"), "PRICE_ABOVE_MAX");
  EXPECT_EQ(told.json.at("error").at("limit").as_int64(), 1);
}

// What was answered under a key is answered again to the byte, whoever asks in which spelling.
TEST(AgentPayTokensTest, AReplayKeepsTheFirstCallsSpelling) {
  AgentPayWorld world;
  world.open_agent();
  world.offer("Feed", "1", "https://api.example.com/feed");
  const auto twice = [&](const std::string& path, const std::string& body, const std::string& key) {
    const Answer first = world.post(path, body, key, "k-" + path);
    EXPECT_LT(first.status, 300) << first.body;
    for (const std::string base : {"/agentpay", ""}) {
      const Answer again =
          world.api.post(base + world.filled(path), world.filled(body), key, "k-" + path);
      EXPECT_EQ(again.body, first.body) << base << path;
      EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
    }
    return first;
  };
  const Answer token =
      twice("/v1/services/$SERVICE_ID/authorize", R"({"from_wallet_id":"$WALLET_ID"})", world.key);
  world.name("$TOKEN_ID", token.text("token_id"));
  twice("/v1/x402/verify", R"({"payment_token":")" + token.text("token") + R"("})", world.provider);
  for (const char* step : {"call-started", "call-accepted", "call-completed"})
    twice(std::string{"/v1/x402/tokens/$TOKEN_ID/"} + step, "", world.provider);
  twice("/v1/payouts",
        R"({"from_wallet_id":"$WALLET_ID","amount":1,"destination_type":"stripe",
            "destination":{"account":"acct_1032D82eZvKYlo2C"}})",
        world.key);
}

}  // namespace
}  // namespace bursar::net::agentpay_tokens_test
