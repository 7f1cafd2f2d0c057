#include "net/hosts.hpp"

#include <algorithm>
#include <utility>

namespace bursar::net {

namespace {

std::string lower(std::string_view text) {
  std::string all{text};
  for (char& c : all)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return all;
}

// "[::1]:80" and "name:80"; a host without a port has an empty one.
std::pair<std::string_view, std::string_view> split(std::string_view authority) {
  const auto bracket = authority.rfind(']');
  const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return {authority, {}};
  return {authority.substr(0, colon), authority.substr(colon + 1)};
}

}  // namespace

Hosts::Hosts(const std::vector<std::string>& listed) {
  names_.push_back({"localhost", {}});
  for (const std::string& entry : listed) {
    const auto [host, port] = split(entry);
    names_.push_back({lower(host), std::string{port}});
  }
}

void Hosts::listen(std::string_view host, std::uint16_t port) {
  ports_.push_back(std::to_string(port));
  const bool bare_ipv6 = host.find(':') != host.rfind(':') && !host.starts_with('[');
  if (host == "0.0.0.0" || host == "::" || host == "[::]") {
    names_.push_back({"127.0.0.1", {}});
    names_.push_back({"[::1]", {}});
  } else {
    names_.push_back({bare_ipv6 ? "[" + lower(host) + "]" : lower(host), {}});
  }
}

bool Hosts::known_port(std::string_view port) const {
  return std::ranges::find(ports_, port) != ports_.end();
}

bool Hosts::serves(std::string_view host_field) const {
  const auto [written, port] = split(host_field);
  if (written.size() + 1 == host_field.size()) return false;  // "name:"
  const std::string host = lower(written);
  return std::ranges::any_of(names_, [&](const Name& name) {
    if (name.host != host) return false;
    if (!name.port.empty()) return name.port == port;
    return port.empty() || known_port(port);
  });
}

bool Hosts::serves_origin(std::string_view origin_field) const {
  const auto end = origin_field.find("://");
  return end != std::string_view::npos && serves(origin_field.substr(end + 3));
}

}  // namespace bursar::net
