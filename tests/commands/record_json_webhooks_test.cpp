#include "commands/record_json_webhooks.hpp"

#include <string>

#include <gtest/gtest.h>

namespace bursar::commands::record_json_webhooks_test {
namespace {

constexpr ledger::WebhookId hook{{0, 1}};
constexpr auto hook_id = "wh_00000000000000000000000001";

template <class Fact>
std::string written(const Fact& fact) {
  std::string text;
  net::JsonWriter json{text};
  json.open_object();
  write_fact(json, fact);
  json.close_object();
  return text;
}

TEST(RecordJsonWebhooksTest, AWebhookIsWrittenWithoutItsSecret) {
  const ledger::WebhookMade made{.id = hook,
                                 .wallet = {6},
                                 .wallet_id = {{0, 2}},
                                 .permissions = {1},
                                 .terms = {.url = "https://example.com", .events = {"a.b", "*"}},
                                 .secret = {'s', 'e', 'c', 'r', 'e', 't'}};
  EXPECT_EQ(written(made),
            std::string{R"({"id":")"} + hook_id +
                R"(","environment":"SANDBOX","wallet_id":"wal_00000000000000000000000002",)"
                R"("permissions":["wallets:read"],"url":"https://example.com",)"
                R"("events":["a.b","*"]})");
}

TEST(RecordJsonWebhooksTest, ChangesNameTheirWebhook) {
  const ledger::WebhookName name{.made = {3}, .id = hook};
  const std::string begin = std::string{R"({"webhook":3,"webhook_id":")"} + hook_id + R"(",)";
  EXPECT_EQ(written(ledger::WebhookChanged{name, {.url = "u", .events = {}}}),
            begin + R"("url":"u","events":[]})");
  EXPECT_EQ(written(ledger::WebhookRotated{name, {1}, {1'000}}),
            begin + R"("previous_ends":"1970-01-01T00:00:01.000Z"})");
  EXPECT_EQ(written(ledger::WebhookMarked{name, ledger::WebhookMark::disabled,
                                          ledger::WebhookReason::gone}),
            begin + R"("status":"disabled","reason":"gone"})");
  EXPECT_EQ(written(ledger::WebhookAsked{.webhook = name}), begin + R"("test":true})");
  EXPECT_EQ(written(ledger::WebhookAsked{name, {7}, {{5}, 1}}),
            begin + R"("test":false,"record":7,"org_seq":5,"event":1})");
}

TEST(RecordJsonWebhooksTest, OfDeliveriesEachAttemptIsTold) {
  const ledger::DeliveryAttempt failed{.record = {7},
                                       .at = {{5}, 1},
                                       .end = ledger::DeliveryEnd::answered,
                                       .status = 500,
                                       .time = {1'000},
                                       .due = {6'000}};
  EXPECT_EQ(
      written(ledger::DeliveriesMade{{{.webhook = {3}, .next = {{6}, 0}, .attempts = {failed}}}}),
      R"({"webhooks":[{"webhook":3,"next":{"org_seq":6,"event":0},"attempts":[)"
      R"({"record":7,"org_seq":5,"event":1,"outcome":"answered","status":500,)"
      R"("at":"1970-01-01T00:00:01.000Z","next_attempt_at":"1970-01-01T00:00:06.000Z"}]}]})");
}

}  // namespace
}  // namespace bursar::commands::record_json_webhooks_test
