#include "net/webhook_view.hpp"

#include "crypto/webhook_signature.hpp"
#include "ledger/webhook_events.hpp"
#include "net/event_view.hpp"
#include "net/spelling.hpp"
#include "net/webhook_terms.hpp"

#include <algorithm>
#include <array>

namespace bursar::net {

namespace {

constexpr std::array<std::string_view, 1> event_prefixes = {"evt_"};

constexpr std::array shown_fields = {
    tells("id", Kind::text, "wh_ and 26 characters"),
    tells("url", Kind::text, "Where events are sent"),
    tells("events", Kind::labels, "Types, families (payment.*) or * for all"),
    tells("status", Kind::text, "enabled, disabled or deleted"),
    tells("reason", Kind::text, "Why it is disabled: asked, gone or exhausted", Need::optional),
    tells("wallet_id", Kind::text, "Whose events it hears; all of the organisation's unless told",
          Need::optional),
    tells("next_org_seq", Kind::count, "Every event before that was tried"),
    tells("pending", Kind::count, "Events that wait for another attempt"),
    tells("delivered", Kind::count, "Attempts that were taken, ever"),
    tells("failed", Kind::count, "Attempts that were not"),
    tells("previous_secret_ends_at", Kind::time, "Until then two secrets sign", Need::optional),
    tells("created_at", Kind::time, "When it was made"),
    tells("updated_at", Kind::time, "When it was last changed"),
};
constexpr std::array secret_fields = {
    tells("secret", Kind::text, "whsec_ and base64; shown this once")};
constexpr std::array new_fields = joined(shown_fields, secret_fields);

constexpr std::array delivery_fields = {
    tells("id", Kind::text, "Of this webhook and this event, whichever attempt it is"),
    tells("event_id", Kind::text, "evt_ and 26 characters, which is sent as webhook-id"),
    tells("type", Kind::text, "The event's type", Need::optional),
    tells("org_seq", Kind::count, "The event's place"),
    tells("attempt", Kind::count, "The how manieth it was"),
    tells("status", Kind::text, "delivered, retrying or failed"),
    tells("outcome", Kind::text,
          "delivered, answered, refused, unresolved, forbidden, unreachable, untrusted, malformed, "
          "late, lost, or no_secret: rotate it then"),
    tells("response_status", Kind::count, "Of the answer", Need::optional),
    tells("attempted_at", Kind::time, "When it was over"),
    tells("next_attempt_at", Kind::time, "When it is tried again", Need::optional),
};

}  // namespace

const Schema webhook_schema{"Webhook", shown_fields, "Where somebody is told of events."};
const Schema new_webhook_schema{"NewWebhook", new_fields};
const Schema delivery_schema{"Delivery", delivery_fields, "One attempt to deliver an event."};

void write_webhook(JsonWriter& json, const actors::WebhookRow& row, Dialect dialect) {
  const ledger::Webhook& webhook = row.webhook;
  const ledger::DeliveryProgress& progress = webhook.progress;
  json.open_object().id("id", "wh_", webhook.made.id.bits);
  write_webhook_terms(json, webhook.made.terms);
  json.text("status", word(webhook.status)).text_or_null("reason", word(webhook.reason));
  if (webhook.made.wallet.none())
    json.null("wallet_id");
  else
    json.text("wallet_id", wallet_text(webhook.made.wallet_id, dialect));
  json.number("next_org_seq", progress.next.sequence.value)
      .number("pending", std::uint64_t{progress.pending.size()})
      .number("delivered", progress.delivered)
      .number("failed", progress.failed)
      .time("previous_secret_ends_at", webhook.previous_ends)
      .time("created_at", webhook.created_at)
      .time("updated_at", webhook.updated_at);
  if (row.key) json.text("secret", crypto::webhook_secret(*row.key).reveal());
  json.close_object();
}

std::string delivery_id_text(ledger::WebhookId webhook, std::string_view event_id) {
  return ledger::text("del_", webhook.bits).append(event_id.substr(event_id.find('_') + 1));
}

std::string event_id_text(const Edge& edge, const ledger::Record& record,
                          ledger::OrganizationNumber organization, std::uint16_t index) {
  return ledger::text("evt_", edge.engine.payment_id({.stream = record.stream,
                                                      .epoch = record.epoch,
                                                      .sequence = record.sequence,
                                                      .index = index,
                                                      .salt = organization.value}));
}

void write_delivery(JsonWriter& json, const Edge& edge, const ledger::Webhook& webhook,
                    const ledger::PastAttempt& past) {
  const ledger::DeliveryAttempt& attempt = past.attempt;
  const auto record = edge.engine.record(attempt.record);
  if (!record) return;  // it was archived
  const auto events = events_of(*record, webhook.organization);
  const bool delivered = attempt.end == ledger::DeliveryEnd::delivered;
  const bool again = attempt.due != ledger::Time{};
  const std::string event = event_id_text(edge, *record, webhook.organization, attempt.at.index);
  json.open_object()
      .text("id", delivery_id_text(webhook.made.id, event))
      .text("event_id", event)
      .text_or_null("type", attempt.at.index < events.size() ? word(events[attempt.at.index].type)
                                                             : std::string_view{})
      .number("org_seq", attempt.at.sequence.value)
      .number("attempt", std::uint64_t{past.number})
      .text("status", delivered ? "delivered"
                      : again   ? "retrying"
                                : "failed")
      .text("outcome", word(attempt.end));
  if (attempt.status == 0)
    json.null("response_status");
  else
    json.number("response_status", std::uint64_t{attempt.status});
  json.time("attempted_at", attempt.time).time("next_attempt_at", attempt.due).close_object();
}

std::optional<FoundEvent> find_event(const Edge& edge, std::string_view id,
                                     ledger::OrganizationNumber organization) {
  const auto bits = ledger::parse_id(id, event_prefixes);
  const auto place = bits ? edge.engine.payment_place(*bits) : std::nullopt;
  if (!place || place->salt != organization.value) return std::nullopt;
  auto record = edge.engine.record(place->sequence);
  if (!record || record->epoch != place->epoch || record->stream != place->stream)
    return std::nullopt;
  if (place->index >= events_of(*record, organization).size()) return std::nullopt;
  const auto& links = record->organizations;
  const auto& own = links[links[0].organization == organization ? 0 : 1];
  return FoundEvent{*std::move(record), {own.sequence, place->index}};
}

}  // namespace bursar::net
