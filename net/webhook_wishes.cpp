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
  const ledger::Principal& caller = visit.caller();
  const auto heard = ledger::heard_by(caller.permissions, caller.wallet.has_value());
  for (const std::string& named : events)
    if ((ledger::event_types_of({named}).value_or(heard) & heard).none()) {
      malformed(visit, "#/events",
                "names " + named +
                    ", of which this key may read nothing: leave it out, or use a key that may.");
      return false;
    }
  return true;
}

bool hears_more(const ledger::WebhookMade& webhook, const ledger::Principal& caller) {
  const auto readable = ledger::heard_by(caller.permissions, caller.wallet.has_value());
  return (ledger::events_covered(webhook) & ~readable).any();
}

}  // namespace bursar::net
