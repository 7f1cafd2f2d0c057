#include "commands/record_json_webhooks.hpp"

#include "ledger/webhooks.hpp"
#include "net/spelling.hpp"
#include "net/wallet_view.hpp"
#include "net/webhook_terms.hpp"

namespace bursar::commands {

using net::JsonWriter;

namespace {

void write_name(JsonWriter& json, const ledger::WebhookName& name) {
  json.number("webhook", name.made.value).id("webhook_id", "wh_", name.id.bits);
}

void write_position(JsonWriter& json, ledger::EventPosition at) {
  json.number("org_seq", at.sequence.value).number("event", std::uint64_t{at.index});
}

void write_attempt(JsonWriter& json, const ledger::DeliveryAttempt& attempt) {
  json.open_object().number("record", attempt.record.value);
  write_position(json, attempt.at);
  json.text("outcome", word(attempt.end)).number("status", std::uint64_t{attempt.status});
  json.time("at", attempt.time);
  if (attempt.due != ledger::Time{}) json.time("next_attempt_at", attempt.due);
  json.close_object();
}

}  // namespace

void write_fact(JsonWriter& json, const ledger::WebhookMade& made) {
  json.id("id", "wh_", made.id.bits).text("environment", net::environment_text(made.environment));
  if (!made.wallet.none()) json.text("wallet_id", net::wallet_text(made.wallet_id));
  net::write_permissions(json, "permissions", made.permissions);
  net::write_webhook_terms(json, made.terms);
}

void write_fact(JsonWriter& json, const ledger::WebhookChanged& changed) {
  write_name(json, changed.webhook);
  net::write_webhook_terms(json, changed.terms);
}

void write_fact(JsonWriter& json, const ledger::WebhookRotated& rotated) {
  write_name(json, rotated.webhook);
  json.time("previous_ends", rotated.previous_ends);
}

void write_fact(JsonWriter& json, const ledger::WebhookMarked& marked) {
  write_name(json, marked.webhook);
  json.text("status", word(ledger::WebhookStatus{static_cast<std::uint8_t>(marked.mark)}))
      .text_or_null("reason", word(marked.reason));
}

void write_fact(JsonWriter& json, const ledger::WebhookAsked& asked) {
  write_name(json, asked.webhook);
  json.flag("test", asked.test());
  if (asked.test()) return;
  json.number("record", asked.record.value);
  write_position(json, asked.at);
}

void write_fact(JsonWriter& json, const ledger::DeliveriesMade& made) {
  json.key("webhooks").open_array();
  for (const ledger::WebhookProgress& one : made.webhooks) {
    json.open_object().number("webhook", one.webhook.value).key("next").open_object();
    write_position(json, one.next);
    json.close_object().key("attempts").open_array();
    for (const ledger::DeliveryAttempt& attempt : one.attempts) write_attempt(json, attempt);
    json.close_array().close_object();
  }
  json.close_array();
}

}  // namespace bursar::commands
