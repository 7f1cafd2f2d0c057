#include "net/tokens.hpp"

#include "tests/net/tokens_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::tokens_test {
namespace {

using tests::Answer;

using TokensApiTest = tests::TokensWorld;

TEST_F(TokensApiTest, ACallIsAuthorizedVerifiedAndPaidInItsSteps) {
  const Answer authorized = authorize(R"({"resource":"https://api.example.com/weather"})");
  ASSERT_EQ(authorized.status, 201) << authorized.body;
  EXPECT_EQ(authorized.text("reserved_amount"), "5.00");
  EXPECT_EQ(authorized.text("amount"), "500000000");
  EXPECT_EQ(authorized.text("service_id"), service);
  EXPECT_EQ(authorized.text("payer"), agent.wallet);
  EXPECT_EQ(authorized.text("pay_to"), provider.wallet);
  const std::string id = authorized.text("token_id");
  EXPECT_EQ(balance(agent.wallet, agent.key, "reserved"), "5.00");
  EXPECT_EQ(balance(agent.wallet, agent.key, "pending"), "0.00");
  EXPECT_EQ(see(id).text("status"), "issued");

  const Answer verified = verify(authorized.text("token"));
  EXPECT_EQ(verified.status, 200) << verified.body;
  EXPECT_EQ(verified.text("valid"), "true");
  EXPECT_EQ(verified.text("token_id"), id);
  EXPECT_EQ(verified.text("amount"), "5.00");
  EXPECT_EQ(verify(authorized.text("token")).code(), "TOKEN_REDEEMED");

  EXPECT_EQ(act(id, "call-accepted").code(), "INVALID_STATE");
  EXPECT_EQ(act(id, "call-started").text("status"), "started");
  EXPECT_EQ(act(id, "call-started").status, 200) << "a repeat changes nothing";
  EXPECT_EQ(act(id, "call-accepted").text("status"), "accepted");
  const Answer paid = act(id, "call-completed");
  EXPECT_EQ(paid.status, 200) << paid.body;
  EXPECT_EQ(paid.text("status"), "settled");
  EXPECT_EQ(paid.text("settled_amount"), "5.00");
  EXPECT_EQ(act(id, "call-completed").body, paid.body);
  EXPECT_EQ(act(id, "release").code(), "INVALID_STATE");
  EXPECT_EQ(balance(agent.wallet, agent.key, "balance"), "95.00");
  EXPECT_EQ(balance(provider.wallet, seller, "balance"), "4.98");

  const std::string payment = "/v1/payments/" + paid.text("transaction_id");
  const Answer payers = world.get(payment, agent.key);
  EXPECT_EQ(payers.text("fee"), "0.00") << payers.body;
  EXPECT_EQ(payers.text("total_debited"), "5.00");
  const Answer payees = world.get(payment, seller);
  EXPECT_EQ(payees.text("fee"), "0.02") << payees.body;
  EXPECT_EQ(world.get("/v1/services/" + service, agent.key).text("trust_score"), "51");
}

TEST_F(TokensApiTest, AKeyGivesTheSameTokenAgain) {
  const Answer first = authorize("{}", "order");
  const Answer second = authorize("{}", "order");
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(second.field("Idempotency-Replayed"), "true");
}

TEST_F(TokensApiTest, WhatAKeyHasComeToIsTheToken) {
  const Answer authorized = authorize("{}", "order");
  const Answer told = world.get("/v1/outcomes/order?wallet_id=" + agent.wallet, agent.key);
  EXPECT_EQ(told.text("state"), "committed") << told.body;
  EXPECT_EQ(boost::json::serialize(told.json.at("answer")),
            boost::json::serialize(authorized.json));
}

TEST_F(TokensApiTest, EveryDeedOfAProviderIsAnsweredAgainToTheByteUnderItsKey) {
  const Answer authorized = authorize();
  const std::string id = authorized.text("token_id");
  const auto twice = [&](const std::string& key, auto ask) {
    const Answer first = ask(key);
    const Answer again = ask(key);
    EXPECT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(first.field("Idempotency-Replayed"), "");
    EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
    EXPECT_EQ(again.field("Bursar-Org-Seq"), first.field("Bursar-Org-Seq"));
    const Answer told = outcome(key);
    EXPECT_EQ(told.text("state"), "committed");
    EXPECT_EQ(boost::json::serialize(told.json.at("answer")), boost::json::serialize(first.json));
  };
  twice("verify", [&](const auto& key) { return verify(authorized.text("token"), key); });
  for (const std::string what : {"call-started", "call-accepted", "call-completed"})
    twice(what, [&](const auto& key) { return act(id, what, {}, key); });
  EXPECT_EQ(balance(agent.wallet, agent.key, "balance"), "95.00");
  const Answer given_back = authorize();
  verify(given_back.text("token"));
  twice("release",
        [&](const auto& key) { return act(given_back.text("token_id"), "release", {}, key); });
}

TEST_F(TokensApiTest, AStoredAnswerBeatsEveryLaterState) {
  const Answer authorized = authorize();
  const std::string id = authorized.text("token_id");
  const Answer verified = verify(authorized.text("token"), "k");
  act(id, "release");
  EXPECT_EQ(verify(authorized.text("token"), "k").body, verified.body);
  EXPECT_EQ(act(id, "call-started", {}, "k").code(), "IDEMPOTENCY_CONFLICT");
  EXPECT_EQ(verify(authorize().text("token"), "k").code(), "IDEMPOTENCY_CONFLICT");
}

TEST_F(TokensApiTest, ARefusalOfAPartyIsStoredWithItsRequestsName) {
  const Answer authorized = authorize();
  world.patch("/v1/wallets/" + agent.wallet, R"({"status":"frozen"})", org);
  const Answer refused = verify(authorized.text("token"), "k");
  EXPECT_EQ(refused.code(), "WALLET_FROZEN");
  world.patch("/v1/wallets/" + agent.wallet, R"({"status":"active"})", org);
  const Answer again = verify(authorized.text("token"), "k");
  EXPECT_EQ(again.body, refused.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  const Answer told = outcome("k");
  EXPECT_EQ(told.text("state"), "rejected");
  EXPECT_EQ(boost::json::serialize(told.json.at("answer")), boost::json::serialize(refused.json));
}

TEST_F(TokensApiTest, WhatIsNotItsTurnOrChangesNothingIsNotStored) {
  const Answer authorized = authorize();
  const std::string id = authorized.text("token_id");
  EXPECT_EQ(act(id, "call-started", {}, "early").code(), "INVALID_STATE");
  EXPECT_EQ(outcome("early").text("state"), "not_seen");
  verify(authorized.text("token"));
  const Answer started = act(id, "call-started", {}, "early");
  EXPECT_EQ(started.text("status"), "started") << "nothing was done under the key before";
  const Answer repeated = act(id, "call-started", {}, "repeat");
  EXPECT_EQ(repeated.body, started.body);
  EXPECT_EQ(repeated.field("Idempotency-Replayed"), "");
  EXPECT_EQ(outcome("repeat").text("state"), "not_seen");
  world.clock.advance(300'000);
  const Answer late = authorize();
  world.clock.advance(300'000);
  EXPECT_EQ(verify(late.text("token"), "late").code(), "TOKEN_EXPIRED");
  EXPECT_EQ(outcome("late").text("state"), "not_seen");
}

TEST_F(TokensApiTest, UnderASealedKeyNothingIsDone) {
  const Answer authorized = authorize();
  const Answer sealed = world.post("/v1/outcomes/k/seal?wallet_id=" + provider.wallet, "", seller);
  EXPECT_EQ(sealed.text("state"), "sealed") << sealed.body;
  EXPECT_EQ(verify(authorized.text("token"), "k").code(), "KEY_SEALED");
  EXPECT_EQ(settle(authorized.text("token"), "k").code(), "KEY_SEALED");
  EXPECT_EQ(see(authorized.text("token_id")).text("status"), "issued");
}

TEST_F(TokensApiTest, AKeyMayStandInTheBodyAndBothMustAgree) {
  const Answer authorized = authorize();
  const std::string body =
      R"({"payment_token":")" + authorized.text("token") + R"(","idempotency_key":"k"})";
  const Answer first = world.post("/v1/x402/verify", body, seller);
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(verify(authorized.text("token"), "k").body, first.body);
  EXPECT_EQ(world.post("/v1/x402/verify", body, seller, "other").status, 400);
  EXPECT_EQ(act(authorized.text("token_id"), "call-started", {}, "not visible").status, 400);
  EXPECT_EQ(see(authorized.text("token_id")).text("status"), "verified");
}

TEST_F(TokensApiTest, ForgedTruncatedAndFlippedTokensAreRefusedAndTouchNothing) {
  const std::string token = authorize().text("token");
  for (std::size_t at = 0; at < token.size(); ++at)
    for (int bit = 0; bit < 7; ++bit) {
      std::string flipped = token;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      if (flipped[at] == '"' || flipped[at] == '\\' || flipped[at] < ' ' || flipped[at] == 0x7F)
        continue;
      EXPECT_EQ(verify(flipped).code(), "NOT_FOUND") << flipped;
    }
  EXPECT_EQ(verify(token.substr(0, token.size() - 1)).code(), "NOT_FOUND");
  EXPECT_EQ(verify(token).status, 200);
}

TEST_F(TokensApiTest, ATokenIsItsPartiesAlone) {
  const Answer authorized = authorize();
  const std::string id = authorized.text("token_id");
  const std::string path = "/v1/x402/tokens/" + id;
  const std::string stranger = world.sign_up("Stranger");
  EXPECT_EQ(world.get(path, stranger).status, 404);
  EXPECT_EQ(world.post(path + "/call-started", "", stranger).status, 404);
  const std::string body = R"({"payment_token":")" + authorized.text("token") + R"("})";
  EXPECT_EQ(world.post("/v1/x402/verify", body, stranger).status, 404);
  EXPECT_EQ(world.post("/v1/x402/verify", body, agent.key).status, 403) << "it is no provider";
  EXPECT_EQ(world.remove(path, seller).status, 403) << "it is no payer";
  EXPECT_EQ(world.get(path, seller).status, 200);
  EXPECT_EQ(world.get(path, std::string{world.operator_key}).status, 200);
}

TEST_F(TokensApiTest, ItsIdMayBeWrittenByTheTokensDigits) {
  const Answer authorized = authorize();
  const std::string digits = authorized.text("token").substr(9, 24);
  EXPECT_EQ(see("tokid_" + digits).text("token_id"), authorized.text("token_id"));
  EXPECT_EQ(see("tokid_" + digits.substr(1) + "g").status, 404);
}

TEST_F(TokensApiTest, APayerCancelsWhatNobodyHasVerified) {
  const std::string id = authorize().text("token_id");
  const std::string path = "/v1/x402/tokens/" + id;
  EXPECT_EQ(world.remove(path, agent.key).text("status"), "cancelled");
  EXPECT_EQ(world.remove(path, agent.key).status, 200);
  EXPECT_EQ(balance(agent.wallet, agent.key, "reserved"), "0.00");
  const Answer second = authorize();
  verify(second.text("token"));
  const Answer refused = world.remove("/v1/x402/tokens/" + second.text("token_id"), agent.key);
  EXPECT_EQ(refused.code(), "INVALID_STATE");
  EXPECT_EQ(refused.text("state"), "verified");
  EXPECT_EQ(act(second.text("token_id"), "release").text("status"), "released");
  EXPECT_EQ(balance(agent.wallet, agent.key, "reserved"), "0.00");
}

TEST_F(TokensApiTest, WhoComesTooLateIsTold) {
  const Answer authorized = authorize();
  world.clock.advance(300'000);
  EXPECT_EQ(verify(authorized.text("token")).code(), "TOKEN_EXPIRED");
  EXPECT_EQ(verify(authorized.text("token")).status, 410);
  EXPECT_EQ(see(authorized.text("token_id")).text("status"), "expired");
}

TEST_F(TokensApiTest, AMeteredCallCostsWhatItCameTo) {
  service = make_service(R"("metered":true)").text("id");
  EXPECT_EQ(authorize(R"({"max_amount":"4.99"})").code(), "PRICE_ABOVE_MAX");
  const Answer authorized = authorize(R"({"max_amount":"9.00"})");
  EXPECT_EQ(authorized.text("reserved_amount"), "9.00") << authorized.body;
  const std::string id = authorized.text("token_id");
  verify(authorized.text("token"));
  act(id, "call-started");
  act(id, "call-accepted");
  EXPECT_EQ(act(id, "call-completed", R"({"amount":"9.01"})").code(), "INVALID_AMOUNT");
  EXPECT_EQ(act(id, "call-completed", R"({"amount":"2.00"})").text("settled_amount"), "2.00");
  EXPECT_EQ(balance(agent.wallet, agent.key, "available"), "98.00");
}

TEST_F(TokensApiTest, AFrozenWalletsUnusedTokenIsNoGood) {
  const Answer authorized = authorize();
  world.patch("/v1/wallets/" + agent.wallet, R"({"status":"frozen"})", org);
  EXPECT_EQ(verify(authorized.text("token")).code(), "WALLET_FROZEN");
  EXPECT_EQ(authorize().code(), "WALLET_FROZEN");
}

TEST_F(TokensApiTest, ATimeoutMayBeAFractionAndIsNeverLongerThanATokens) {
  const auto ask = [&](const std::string& timeout) {
    std::string wanted = requirements();
    wanted.replace(wanted.find(":120"), 4, ":" + timeout);
    return world.post("/v1/x402/authorize", R"({"payment_requirements":)" + wanted + "}",
                      agent.key);
  };
  const Answer half = ask("0.5");
  EXPECT_EQ(half.status, 201) << half.body;
  world.clock.advance(499);
  EXPECT_EQ(see(half.text("token_id")).text("status"), "issued");
  world.clock.advance(1);
  EXPECT_EQ(verify(half.text("token")).code(), "TOKEN_EXPIRED");
  EXPECT_EQ(ask("1e12").status, 201);
  EXPECT_EQ(ask("0").status, 400);
  EXPECT_EQ(ask("-1").status, 400);
}

TEST_F(TokensApiTest, RequirementsAreReservedByAnyWalletsWord) {
  const auto ask = [&](const std::string& wanted, const std::string& more = {}) {
    return world.post("/v1/x402/authorize", R"({"payment_requirements":)" + wanted + more + "}",
                      agent.key);
  };
  const Answer authorized = ask(requirements("700000000"));
  EXPECT_EQ(authorized.status, 201) << authorized.body;
  EXPECT_EQ(authorized.text("reserved_amount"), "7.00");
  EXPECT_TRUE(authorized.json.at("service_id").is_null());
  const std::string of_service = requirements("500000000", R"(,"serviceId":")" + service + R"(")");
  EXPECT_EQ(ask(of_service).text("service_id"), service);
  EXPECT_EQ(ask(requirements(), R"(,"max_amount":"4.00")").code(), "PRICE_ABOVE_MAX");
  EXPECT_EQ(ask(requirements("0")).status, 400);
  EXPECT_EQ(ask(requirements("5.00")).status, 400);
  std::string other = requirements();
  other.replace(other.find("exact"), 5, "upto!");
  EXPECT_EQ(ask(other).code(), "UNSUPPORTED_REQUIREMENTS");
  other = requirements();
  other.replace(other.find("sandbox"), 7, "nowhere");
  EXPECT_EQ(ask(other).code(), "UNSUPPORTED_REQUIREMENTS");
  other = requirements();
  other.replace(other.find(provider.wallet), 30, "wal_01ARZ3NDEKTSV4RRFFQ69G5FAV");
  EXPECT_EQ(ask(other).code(), "UNKNOWN_PAYEE");
  EXPECT_EQ(ask(requirements("99900000000")).code(), "INSUFFICIENT_FUNDS");
}

}  // namespace
}  // namespace bursar::net::tokens_test
