// "Listen for webhooks" of AgentPay's document.

#include "net/dialects/agentpay.hpp"
#include "tests/net/agentpay_world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::net::agentpay_webhooks_test {
namespace {

using tests::AgentPayWorld;
using tests::Answer;
using tests::of_error;
using tests::Printed;

constexpr Printed registers{"Registers a delivery target",
                            Verb::post,
                            "/v1/webhooks",
                            R"({
    "url": "https://example.com/agentpay/webhooks",
    "events": ["payment.completed", "payment.refunded"]
  })",
                            201,
                            R"({
  "id": "wh_...",
  "url": "https://example.com/agentpay/webhooks",
  "events": ["payment.completed", "payment.refunded"],
  "secret": "whsec_..."
})"};

TEST(AgentPayWebhooksTest, AnAgentIsToldOfItsPayments) {
  AgentPayWorld world;
  world.open_agent();
  const Answer made = world.send(registers);
  EXPECT_EQ(made.text("wallet_id"), world.value("$WALLET_ID"));
  const Answer paid =
      world.post("/v1/payments", R"({"from_wallet_id":"$WALLET_ID","to_external":"m","amount":5})");
  const auto sent = world.api.receivers.at(0);
  EXPECT_EQ(sent.url, "https://example.com/agentpay/webhooks");
  const auto event = boost::json::parse(sent.body);
  EXPECT_EQ(event.at("type").as_string(), "payment.completed");
  EXPECT_EQ(event.at("data").at("id").as_string(), paid.text("id"));
}

TEST(AgentPayWebhooksTest, AllOfThePagesEventsMayBeNamed) {
  AgentPayWorld world;
  world.open_agent();
  const auto make = [&](const std::string& events) {
    return world.post("/v1/webhooks",
                      R"({"url":"https://example.com/hook","events":[)" + events + "]}");
  };
  const Answer made = make(R"("payment.initiated","payment.completed","payment.refunded")");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("events"), R"(["payment.completed","payment.refunded"])");
  const Answer alone = make(R"("payment.initiated")");
  EXPECT_EQ(alone.status, 400) << "it would never be told of anything";
  EXPECT_EQ(of_error(alone, "code"), "INVALID_REQUEST");
  EXPECT_NE(alone.body.find("#/events"), std::string::npos) << alone.body;
}

}  // namespace
}  // namespace bursar::net::agentpay_webhooks_test
