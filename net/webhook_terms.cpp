#include "net/webhook_terms.hpp"

#include <string>

namespace bursar::net {

void write_webhook_terms(JsonWriter& json, const ledger::WebhookTerms& terms) {
  json.text("url", terms.url).key("events").open_array();
  for (const std::string& event : terms.events) json.text(event);
  json.close_array();
}

}  // namespace bursar::net
