#pragma once

// Webhooks as the export writes them: the members of a record's fact, without their secrets.

#include "ledger/record.hpp"
#include "net/json_writer.hpp"

namespace bursar::commands {

void write_fact(net::JsonWriter& json, const ledger::WebhookMade& made);
void write_fact(net::JsonWriter& json, const ledger::WebhookChanged& changed);
void write_fact(net::JsonWriter& json, const ledger::WebhookRotated& rotated);
void write_fact(net::JsonWriter& json, const ledger::WebhookMarked& marked);
void write_fact(net::JsonWriter& json, const ledger::WebhookAsked& asked);
void write_fact(net::JsonWriter& json, const ledger::DeliveriesMade& made);

}  // namespace bursar::commands
