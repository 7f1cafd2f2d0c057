#pragma once

// What a webhook is to hear: whether there are such events, and whether who asks may read them.

#include "net/visit.hpp"

#include <string>
#include <vector>

namespace bursar::net {

/// False: that was refused.
bool are_events(Visit& visit, const std::vector<std::string>& events);

/// False: that was refused. Of `*` one hears what one may.
bool may_hear(Visit& visit, const std::vector<std::string>& events);

}  // namespace bursar::net
