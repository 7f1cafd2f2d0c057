#include "net/x402_facilitator.hpp"

#include "tests/net/tokens_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::x402_facilitator_test {
namespace {

using tests::Answer;

using FacilitatorTest = tests::TokensWorld;

void expect_invalid(const Answer& answer, const std::string& why) {
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text("isValid"), "false");
  EXPECT_EQ(answer.text("invalidReason"), why) << answer.body;
}

void expect_unsettled(const Answer& answer, const std::string& why) {
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.text("success"), "false");
  EXPECT_EQ(answer.text("errorReason"), why) << answer.body;
  EXPECT_EQ(answer.text("transaction"), "");
  EXPECT_EQ(answer.text("network"), "bursar:sandbox");
}

TEST_F(FacilitatorTest, VerifyLooksAgainAndSettlePaysOnce) {
  const Answer authorized = authorize();
  const std::string token = authorized.text("token");
  for (int again = 0; again < 2; ++again) {
    const Answer checked = check(token);
    EXPECT_EQ(checked.text("isValid"), "true") << checked.body;
    EXPECT_EQ(checked.text("payer"), agent.wallet);
    EXPECT_EQ(checked.json.at("extra").at("tokenId").as_string(), authorized.text("token_id"));
  }
  EXPECT_EQ(verify(token).code(), "TOKEN_REDEEMED") << "it counts as the redemption";
  EXPECT_EQ(world.remove("/v1/x402/tokens/" + authorized.text("token_id"), agent.key).status, 409);
  const Answer settled = settle(token);
  EXPECT_EQ(settled.text("success"), "true") << settled.body;
  EXPECT_EQ(settled.text("transaction").substr(0, 3), "tx_");
  EXPECT_EQ(settled.text("network"), "bursar:sandbox");
  EXPECT_EQ(settled.text("payer"), agent.wallet);
  EXPECT_EQ(settled.text("amount"), "500000000");
  expect_unsettled(settle(token), "duplicate_settlement");
  expect_invalid(check(token), "invalid_transaction_state");
  EXPECT_EQ(balance(provider.wallet, seller, "balance"), "4.98");
}

TEST_F(FacilitatorTest, EveryMismatchHasItsReason) {
  const std::string token = authorize().text("token");
  const auto told = [&](const std::string& wanted, const std::string& key) {
    return world.post("/x402/verify", facilitated(token, wanted), key);
  };
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string wanted = requirements();
    return wanted.replace(wanted.find(from), from.size(), to);
  };
  expect_invalid(told(requirements("500000001"), seller),
                 "invalid_exact_bursar_payload_amount_mismatch");
  expect_invalid(told(changed(provider.wallet, agent.wallet), seller),
                 "invalid_exact_bursar_payload_recipient_mismatch");
  expect_invalid(told(changed("\"USD\"", "\"EUR\""), seller),
                 "invalid_exact_bursar_payload_asset_mismatch");
  expect_invalid(told(requirements(), world.sign_up("Stranger")),
                 "invalid_exact_bursar_payload_caller");
  expect_invalid(told(changed("exact", "upto"), seller), "unsupported_scheme");
  expect_invalid(told(changed("sandbox", "other"), seller), "invalid_network");
  expect_invalid(
      told(requirements("500000000", R"(,"serviceId":"svc_01ARZ3NDEKTSV4RRFFQ69G5FAV")"), seller),
      "invalid_payment_requirements");
  expect_invalid(check("x402_tok_forged"), "invalid_exact_bursar_payload_token");
  expect_unsettled(settle("x402_tok_forged"), "invalid_exact_bursar_payload_token");
  EXPECT_EQ(check(token).text("isValid"), "true");
}

TEST_F(FacilitatorTest, ATimeoutIsAnyNumberAboveZero) {
  const std::string token = authorize().text("token");
  std::string wanted = requirements();
  wanted.replace(wanted.find(":120"), 4, ":0.5");
  EXPECT_EQ(world.post("/x402/verify", facilitated(token, wanted), seller).text("isValid"), "true");
}

TEST_F(FacilitatorTest, WhatIsNoRequestOfVersion2IsSaidToBeNone) {
  expect_invalid(world.post("/x402/verify", R"({"x402Version":1})", seller),
                 "invalid_x402_version");
  expect_invalid(world.post("/x402/verify", R"({"x402Version":2})", seller), "invalid_payload");
  expect_unsettled(world.post("/x402/settle", R"({"x402Version":2,"paymentPayload":{}})", seller),
                   "invalid_payload");
}

TEST_F(FacilitatorTest, ASettlementIsToldAgainUnderItsKeyAlone) {
  const Answer authorized = authorize();
  const std::string token = authorized.text("token");
  const Answer settled = settle(token, "k");
  EXPECT_EQ(settled.text("success"), "true") << settled.body;
  const Answer again = settle(token, "k");
  EXPECT_EQ(again.body, settled.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  expect_unsettled(settle(token), "duplicate_settlement");
  expect_unsettled(settle(token, "another"), "duplicate_settlement");
  const Answer conflict = settle(authorize().text("token"), "k");
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(conflict.code(), "IDEMPOTENCY_CONFLICT");
  EXPECT_EQ(conflict.text("success"), "false");
  EXPECT_EQ(balance(provider.wallet, seller, "balance"), "4.98");
  const Answer told = outcome("k");
  EXPECT_EQ(told.text("state"), "committed");
  EXPECT_EQ(boost::json::serialize(told.json.at("answer")), boost::json::serialize(settled.json));
  EXPECT_EQ(act(authorized.text("token_id"), "call-completed", {}, "k").code(),
            "IDEMPOTENCY_CONFLICT")
      << "that is another route";
}

TEST_F(FacilitatorTest, AStoredRefusalIsToldInItsOwnWordsAgain) {
  const std::string token = authorize().text("token");
  world.patch("/v1/wallets/" + agent.wallet, R"({"status":"frozen"})", org);
  const Answer refused = settle(token, "k");
  expect_unsettled(refused, "invalid_transaction_state");
  world.patch("/v1/wallets/" + agent.wallet, R"({"status":"active"})", org);
  const Answer again = settle(token, "k");
  EXPECT_EQ(again.body, refused.body);
  EXPECT_EQ(again.field("Idempotency-Replayed"), "true");
  const Answer told = outcome("k");
  EXPECT_EQ(told.text("state"), "rejected");
  EXPECT_EQ(boost::json::serialize(told.json.at("answer")), boost::json::serialize(refused.json));
  EXPECT_EQ(settle(token, "next").text("success"), "true");
}

TEST_F(FacilitatorTest, EveryRefusalHasWhatAResourceServerLooksFor) {
  for (const char* path : {"/x402/verify", "/x402/settle"})
    for (const Answer& refused : {world.post(path, "{", seller), world.post(path, "{}", "")}) {
      EXPECT_GE(refused.status, 400);
      EXPECT_EQ(refused.text("isValid"), "false") << refused.body;
      EXPECT_EQ(refused.text("success"), "false");
      EXPECT_EQ(refused.text("transaction"), "");
      EXPECT_FALSE(refused.json.at("network").is_null());
    }
}

TEST_F(FacilitatorTest, ABodyThatNoFieldTableTakesIsAnInvalidPayload) {
  const std::string long_token(300, 'x');
  for (const std::string& body :
       {std::string{"{"}, facilitated(long_token, requirements()),
        facilitated("x402_tok_", R"({"payTo":7})"), std::string{R"({"x402Version":"2"})"}}) {
    const Answer verified = world.post("/x402/verify", body, seller);
    EXPECT_EQ(verified.status, 400) << body;
    EXPECT_EQ(verified.text("invalidReason"), "invalid_payload") << verified.body;
    const Answer settled = world.post("/x402/settle", body, seller);
    EXPECT_EQ(settled.text("errorReason"), "invalid_payload") << settled.body;
  }
  const Answer nobody = world.post("/x402/settle", facilitated("x402_tok_", requirements()), "");
  EXPECT_EQ(nobody.text("errorReason"), "unexpected_settle_error") << "that is not about the body";
}

TEST_F(FacilitatorTest, CancelledAndExpiredTokensAreNoGood) {
  const Answer cancelled = authorize();
  world.remove("/v1/x402/tokens/" + cancelled.text("token_id"), agent.key);
  expect_invalid(check(cancelled.text("token")), "invalid_transaction_state");
  expect_unsettled(settle(cancelled.text("token")), "invalid_transaction_state");
  const std::string expired = authorize().text("token");
  world.clock.advance(300'000);
  expect_invalid(check(expired), "invalid_exact_bursar_payload_token_expired");
  expect_unsettled(settle(expired), "invalid_exact_bursar_payload_token_expired");
}

}  // namespace
}  // namespace bursar::net::x402_facilitator_test
