#include "ledger/webhook_events.hpp"

namespace bursar::ledger {

namespace {

EventTypes without_tests(EventTypes types) {
  types.reset(static_cast<std::size_t>(EventType::webhook_tested));
  return types;
}

}  // namespace

std::optional<EventTypes> event_types_of(const std::vector<std::string>& words) {
  EventTypes types;
  for (const std::string& one : words) {
    const EventTypes asked = one == "*" ? EventTypes{}.set() : event_types(one);
    if (asked.none()) return std::nullopt;
    types |= asked;
  }
  return types;
}

EventTypes events_covered(const WebhookMade& made) {
  return heard_by(made.permissions, !made.wallet.none());
}

EventTypes events_wanted(const WebhookMade& made) {
  return without_tests(event_types_of(made.terms.events).value_or(EventTypes{}) &
                       events_covered(made));
}

}  // namespace bursar::ledger
