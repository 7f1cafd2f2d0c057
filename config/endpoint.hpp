#pragma once

// Where to listen, as people write it: "127.0.0.1:3100", "localhost:3100", "[::1]:3100".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::config {

struct Endpoint {
  std::string host;  // without brackets
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// Both parts are needed; port 0 means any free one.
std::optional<Endpoint> parse_endpoint(std::string_view written);

/// Whether it is one that can be called, as it stands in a URL that was read: a host in lower case
/// and a port from 1 on, without zeros before it. A name may have '_' too.
bool is_called(std::string_view written);

/// The way back, with brackets where the host needs them.
std::string text(const Endpoint& endpoint);

}  // namespace bursar::config
