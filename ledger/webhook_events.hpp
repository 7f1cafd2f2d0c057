#pragma once

// Which events a webhook is told of.

#include "ledger/events.hpp"
#include "ledger/webhook_facts.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace bursar::ledger {

/// What such words ask for; none: one of them is no type, no family and not "*".
std::optional<EventTypes> event_types_of(const std::vector<std::string>& words);
constexpr std::size_t webhook_events_max = 64;

/// What its maker might read: what is sent to it is among them.
EventTypes events_covered(const WebhookMade& made);
/// What is sent to it as it comes. A test is sent to nobody else, and to it at once.
EventTypes events_wanted(const WebhookMade& made);

}  // namespace bursar::ledger
