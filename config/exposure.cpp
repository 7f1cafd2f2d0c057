#include "config/exposure.hpp"

#include <algorithm>

namespace bursar::config {

bool loopback(std::string_view host) {
  const bool digits =
      std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
  return host == "localhost" || host == "::1" || (host.starts_with("127.") && digits);
}

bool local_only(std::string_view host, std::int64_t trusted_hops) {
  return loopback(host) && trusted_hops == 0;
}

std::int64_t requests_per_minute(std::int64_t set, bool local) {
  if (set >= 0) return set;
  return local ? 0 : exposed_requests_per_minute;
}

}  // namespace bursar::config
