#include "config/exposure.hpp"

namespace bursar::config {

bool loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

bool local_only(std::string_view host, std::int64_t trusted_hops) {
  return loopback(host) && trusted_hops == 0;
}

std::int64_t requests_per_minute(std::int64_t set, bool local) {
  if (set >= 0) return set;
  return local ? 0 : exposed_requests_per_minute;
}

}  // namespace bursar::config
