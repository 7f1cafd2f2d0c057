#pragma once

// A webhook as the API shows it, and what was tried of its deliveries.

#include "actors/engine.hpp"
#include "net/edge.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"

#include <optional>
#include <string_view>

namespace bursar::net {

/// With its secret, where that is new.
void write_webhook(JsonWriter& json, const actors::WebhookRow& row,
                   Dialect dialect = Dialect::canonical);
/// One attempt. Its id is the event's, which is the webhook-id that was sent.
void write_delivery(JsonWriter& json, const Edge& edge, const ledger::Webhook& webhook,
                    const ledger::PastAttempt& past);

/// "del_" and the characters of both: one event and one webhook.
std::string delivery_id_text(ledger::WebhookId webhook, std::string_view event_id);
/// "evt_" and 26 characters, of an event that a record tells to an organisation.
std::string event_id_text(const Edge& edge, const ledger::Record& record,
                          ledger::OrganizationNumber organization, std::uint16_t index);
/// Which event that is: its record and its place in it. None: the organisation has none of that id.
struct FoundEvent {
  ledger::Record record;
  ledger::EventPosition at;
};
std::optional<FoundEvent> find_event(const Edge& edge, std::string_view id,
                                     ledger::OrganizationNumber organization);

extern const Schema webhook_schema;
extern const Schema new_webhook_schema;
extern const Schema delivery_schema;

}  // namespace bursar::net
