#pragma once

// An address that others have named and something is to be sent to, read strictly: what a careless
// reader would take for another host, or for one of ours, is refused. Pure.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::net {

constexpr std::size_t outbound_url_bytes_max = 2'048;

struct OutboundUrl {
  bool tls = true;
  std::string host;  // in lower case; an IPv6 address without its brackets
  std::uint16_t port = 443;
  std::string target;   // "/path?query"
  bool listed = false;  // in OutboundRules::allow: any address, plain HTTP too

  /// What stands in Host.
  std::string authority() const;
};

struct OutboundRules {
  /// "host:port", each exactly so: for receivers of one's own.
  std::vector<std::string> allow = {};
  /// Names of this engine: nothing is sent there, unless that is listed too.
  std::vector<std::string> own = {};
};

/// Or what is wrong with it, for whoever named it.
std::expected<OutboundUrl, std::string_view> parse_outbound_url(std::string_view url,
                                                                const OutboundRules& rules);

}  // namespace bursar::net
