#pragma once

// What a webhook is to hear: whether there are such events, and whether who asks may read them.

#include "ledger/webhook_facts.hpp"
#include "net/visit.hpp"

#include <string>
#include <vector>

namespace bursar::net {

/// False: that was refused.
bool are_events(Visit& visit, const std::vector<std::string>& events);

/// False: that was refused. Of `*` one hears what one may.
bool may_hear(Visit& visit, const std::vector<std::string>& events);

/// Whether it hears events that the caller may not read.
bool hears_more(const ledger::WebhookMade& webhook, const ledger::Principal& caller);

}  // namespace bursar::net
