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

/// The way back, with brackets where the host needs them.
std::string text(const Endpoint& endpoint);

}  // namespace bursar::config
