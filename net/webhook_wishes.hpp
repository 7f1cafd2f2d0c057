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

/// False: it may hear nothing of one of them, and that was put.
bool may_hear(Exchange& exchange, const ledger::WebhookMade& webhook,
              const std::vector<std::string>& events);

/// A webhook goes on to hear what its maker's key could read: whoever turns it elsewhere, or gets
/// its secret, must be able to read as much. False: the caller is not, and that was put.
bool reads_as_much(Exchange& exchange, const ledger::WebhookMade& webhook);

}  // namespace bursar::net
