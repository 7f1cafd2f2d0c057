#pragma once

// An IP address as one counts by it: a mapped IPv4 address is the IPv4 address, and of IPv6 the
// whole network of 64 bits, out of which whoever has one address can take any other.

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

class ClientAddress {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  /// "192.0.2.1", "2001:db8::1", in any of their spellings; no port, no zone.
  static std::optional<ClientAddress> parse(std::string_view text);
  /// As parse(), or as proxies write it: "192.0.2.1:4711", "[2001:db8::1]", "[2001:db8::1]:4711".
  static std::optional<ClientAddress> parse_with_port(std::string_view text);

  /// The one spelling of RFC 5952.
  std::string text() const;
  /// What it is counted under.
  ClientAddress network() const;

  friend bool operator==(const ClientAddress&, const ClientAddress&) = default;
  friend auto operator<=>(const ClientAddress&, const ClientAddress&) = default;

 private:
  bool v4() const;

  Bytes bytes_{};  // of IPv6, IPv4 mapped into it
};

}  // namespace bursar::net
