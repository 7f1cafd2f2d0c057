#pragma once

// Which addresses something may be sent to that others have named: those of the public network, and
// none of our own. Pure.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

/// An IPv6 address; an IPv4 address stands within it as ::ffff:a.b.c.d.
struct OutboundAddress {
  std::array<std::uint8_t, 16> bytes = {};

  bool v4() const;
  friend bool operator==(const OutboundAddress&, const OutboundAddress&) = default;
};

/// "198.51.100.7" or "2001:db8::1", in no other spelling: four numbers without zeros before them,
/// no zone, no brackets. None: it is no address.
std::optional<OutboundAddress> parse_outbound_address(std::string_view text);
std::string text(const OutboundAddress& address);

/// Whether it is of the public network by IANA's registries of special addresses. What is mapped,
/// translated or tunnelled from an IPv4 address is none, but for what is mapped from a public one.
bool is_public(const OutboundAddress& address);

}  // namespace bursar::net
