#pragma once

// How a caller stands within a limit a minute, and how it is told: the header fields of
// draft-ietf-httpapi-ratelimit-headers (9 and later), which are lists of named limits.

#include "net/response.hpp"

#include <cstdint>
#include <string_view>

namespace bursar::net {

struct RateTurn {
  bool allowed = false;
  std::int64_t per_minute = 0;  // zero: there is no limit
  std::int64_t remaining = 0;
  int seconds_left = 0;  // until there is more
};

void put_rate(Response& response, std::string_view limit, const RateTurn& turn);

}  // namespace bursar::net
