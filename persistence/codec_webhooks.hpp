#pragma once

// Webhooks, to and from Cap'n Proto: their facts, and what a checkpoint says of them.

#include "ledger/record.hpp"
#include "persistence/codec_checkpoint.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write(const ledger::WebhookMade& made, wire::WebhookMade::Builder to);
ledger::WebhookMade read(wire::WebhookMade::Reader from);

void write(const ledger::WebhookChanged& changed, wire::WebhookChanged::Builder to);
ledger::WebhookChanged read(wire::WebhookChanged::Reader from);

void write(const ledger::WebhookRotated& rotated, wire::WebhookRotated::Builder to);
ledger::WebhookRotated read(wire::WebhookRotated::Reader from);

void write(const ledger::WebhookMarked& marked, wire::WebhookMarked::Builder to);
ledger::WebhookMarked read(wire::WebhookMarked::Reader from);

void write(const ledger::WebhookAsked& asked, wire::WebhookAsked::Builder to);
ledger::WebhookAsked read(wire::WebhookAsked::Reader from);

void write(const ledger::DeliveriesMade& made, wire::DeliveriesMade::Builder to);
ledger::DeliveriesMade read(wire::DeliveriesMade::Reader from);

void write(const WebhookSum& sum, wire::WebhookSum::Builder to);
WebhookSum read(wire::WebhookSum::Reader from);

}  // namespace bursar::persistence
