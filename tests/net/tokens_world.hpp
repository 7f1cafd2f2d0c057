#pragma once

// A provider that sells calls of 5.00, and an agent of another organisation with 100.00.

#include "tests/net/api_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::tests {

class TokensWorld : public testing::Test {
 protected:
  TokensWorld() {
    world.fund(org, agent.wallet, "100.00");
    service = make_service(R"("endpoint_url":"https://api.example.com/weather")").text("id");
  }

  Answer make_service(const std::string& more) {
    return world.post("/v1/services",
                      R"({"name":"Weather","price_per_call":"5.00","wallet_id":")" +
                          provider.wallet + R"(",)" + more + "}",
                      seller);
  }
  Answer authorize(const std::string& body = "{}", const std::string& idempotency = {}) {
    return world.post("/v1/services/" + service + "/authorize", body, agent.key, idempotency);
  }
  Answer verify(const std::string& token, const std::string& idempotency = {}) {
    return world.post("/v1/x402/verify", R"({"payment_token":")" + token + R"("})", seller,
                      idempotency);
  }
  Answer act(const std::string& id, const std::string& what, const std::string& body = {},
             const std::string& idempotency = {}) {
    return world.post("/v1/x402/tokens/" + id + "/" + what, body, seller, idempotency);
  }
  /// What has come of a key of the provider's.
  Answer outcome(const std::string& idempotency) {
    // A deed that is passed on to the payer's wallet is answered a moment before its own knows.
    for (;;) {
      Answer told =
          world.get("/v1/outcomes/" + idempotency + "?wallet_id=" + provider.wallet, seller);
      if (told.text("state") != "in_flight") return told;
    }
  }
  Answer see(const std::string& id) { return world.get("/v1/x402/tokens/" + id, agent.key); }
  std::string balance(const std::string& wallet, const std::string& key, const char* member) {
    return world.get("/v1/wallets/" + wallet + "/balance", key).text(member);
  }
  std::string requirements(const std::string& amount = "500000000",
                           const std::string& more = {}) const {
    return R"({"scheme":"exact","network":"bursar:sandbox","amount":")" + amount +
           R"(","asset":"USD","payTo":")" + provider.wallet +
           R"(","maxTimeoutSeconds":120,"extra":{"name":"USD","decimals":8)" + more + "}}";
  }
  std::string facilitated(const std::string& token, const std::string& wanted) const {
    return R"({"x402Version":2,"paymentPayload":{"x402Version":2,"accepted":)" + wanted +
           R"(,"payload":{"token":")" + token +
           R"(","payer":"somebody"},"extensions":{}},"paymentRequirements":)" + wanted + "}";
  }
  Answer check(const std::string& token) {
    return world.post("/x402/verify", facilitated(token, requirements()), seller);
  }
  Answer settle(const std::string& token, const std::string& idempotency = {}) {
    return world.post("/x402/settle", facilitated(token, requirements()), seller, idempotency);
  }

  ApiWorld world;
  const std::string org = world.sign_up();
  const ApiWorld::Agent agent = world.agent(org);
  const std::string seller = world.sign_up("Seller");
  const ApiWorld::Agent provider = world.agent(seller);
  std::string service;
};

}  // namespace bursar::tests
