#pragma once

// Which names this server answers to. A browser that a stranger's page or a rebound name has sent
// here is told so before anything is looked at.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::net {

class Hosts {
 public:
  /// "pay.example" (bare or with a listening port) or "pay.example:8443" (exactly so).
  explicit Hosts(const std::vector<std::string>& listed);

  /// A listening address; the wildcards stand for loopback. Before serving.
  void listen(std::string_view host, std::uint16_t port);

  bool serves(std::string_view host_field) const;
  bool serves_origin(std::string_view origin_field) const;

 private:
  struct Name {
    std::string host;
    std::string port;  // empty: none, or one that is listened on
  };
  bool known_port(std::string_view port) const;

  std::vector<Name> names_;
  std::vector<std::string> ports_;
};

}  // namespace bursar::net
