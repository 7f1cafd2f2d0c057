#include "config/endpoint.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace bursar::config {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view name_characters =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-";
constexpr std::string_view address_characters = "0123456789abcdefABCDEF:.";
constexpr std::size_t host_length_max = 253;  // RFC 1035

bool only(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  if (text.empty() || text.size() > 5 || !only(text, digits)) return std::nullopt;
  if (std::from_chars(text.data(), text.data() + text.size(), port).ec != std::errc{})
    return std::nullopt;
  return port;
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view written) {
  const std::size_t colon = written.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::optional<std::uint16_t> port = parse_port(written.substr(colon + 1));
  std::string_view host = written.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const bool well_formed = bracketed ? only(host, address_characters) && host.contains(':')
                                     : only(host, name_characters);
  if (!port || host.empty() || host.size() > host_length_max || !well_formed) return std::nullopt;
  return Endpoint{.host = std::string{host}, .port = *port};
}

bool is_called(std::string_view written) {
  constexpr std::string_view name = "0123456789abcdefghijklmnopqrstuvwxyz._-";
  constexpr std::string_view address = "0123456789abcdef:.";
  const std::size_t colon = std::min(written.rfind(':'), written.size());
  const std::string_view port = written.substr(std::min(colon + 1, written.size()));
  std::string_view host = written.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  return parse_port(port) && !port.starts_with('0') && !host.empty() &&
         host.size() <= host_length_max &&
         (bracketed ? only(host, address) && host.contains(':') : only(host, name));
}

std::string text(const Endpoint& endpoint) {
  const bool bare = !endpoint.host.contains(':');
  return (bare ? endpoint.host : '[' + endpoint.host + ']') + ':' + std::to_string(endpoint.port);
}

}  // namespace bursar::config
