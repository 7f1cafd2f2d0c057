#pragma once

// Where a webhook is told, and of what.

#include "ledger/webhook_facts.hpp"
#include "net/json_writer.hpp"

namespace bursar::net {

/// Its URL and what it wants to hear: two members of an object that is open.
void write_webhook_terms(JsonWriter& json, const ledger::WebhookTerms& terms);

}  // namespace bursar::net
