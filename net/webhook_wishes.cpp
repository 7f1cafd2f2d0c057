#include "net/webhook_wishes.hpp"

#include "ledger/webhook_events.hpp"
#include "net/problem.hpp"

#include <string>
#include <vector>

namespace bursar::net {

namespace {

std::string wrong_event(const std::string& named) {
  return "names " + named +
         ", which is no event: it takes types such as payment.completed, families such as "
         "payment.*, or * for all.";
}

ledger::EventTypes readable(const ledger::Principal& caller) {
  return ledger::heard_by(caller.permissions, caller.wallet.has_value());
}

/// The first of them of which nothing is heard; none: of each something is.
const std::string* unheard(const std::vector<std::string>& events, ledger::EventTypes heard) {
  for (const std::string& named : events)
    if ((ledger::event_types_of({named}).value_or(heard) & heard).none()) return &named;
  return nullptr;
}

}  // namespace

bool are_events(Visit& visit, const std::vector<std::string>& events) {
  if (events.empty()) {
    malformed(visit, "#/events", "must name one event at least, or * for all.");
    return false;
  }
  for (const std::string& named : events)
    if (!ledger::event_types_of({named})) {
      malformed(visit, "#/events", wrong_event(named));
      return false;
    }
  return true;
}

bool may_hear(Visit& visit, const std::vector<std::string>& events) {
  const std::string* const named = unheard(events, readable(visit.caller()));
  if (named == nullptr) return true;
  malformed(visit, "#/events",
            "names " + *named +
                ", of which this key may read nothing: leave it out, or use a key that may.");
  return false;
}

bool may_hear(Exchange& exchange, const ledger::WebhookMade& webhook,
              const std::vector<std::string>& events) {
  const std::string* const named = unheard(events, ledger::events_covered(webhook));
  if (named == nullptr) return true;
  put_fault(exchange, "#/events",
            "names " + *named +
                ", of which this webhook may hear nothing, as the key that made it could read "
                "nothing of it: leave it out, or make another webhook with a key that may.");
  return false;
}

bool reads_as_much(Exchange& exchange, const ledger::WebhookMade& webhook) {
  if ((ledger::events_covered(webhook) & ~readable(*exchange.principal)).none()) return true;
  put_refusal(exchange, ledger::Error{.code = ledger::Errc::forbidden},
              "It hears what this key may not read: use a key with the permissions of the one "
              "that made it.");
  return false;
}

}  // namespace bursar::net
