#include "net/rate_turn.hpp"

#include <string>

namespace bursar::net {

void put_rate(Response& response, std::string_view limit, const RateTurn& turn) {
  if (turn.per_minute == 0) return;
  std::string name{'"'};
  name.append(limit).append("\";");
  response.field("RateLimit-Policy", name + "q=" + std::to_string(turn.per_minute) + ";w=60");
  response.field("RateLimit", name + "r=" + std::to_string(turn.remaining) +
                                  ";t=" + std::to_string(turn.seconds_left));
}

}  // namespace bursar::net
