#include "net/outbound_url.hpp"

#include "net/outbound_address.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace bursar::net {

namespace {

constexpr std::uint16_t https_port = 443;
constexpr std::uint16_t http_port = 80;
constexpr std::size_t host_bytes_max = 253;
constexpr std::size_t label_bytes_max = 63;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

std::string lower_case(std::string_view text) {
  std::string lower{text};
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= label_bytes_max && label.front() != '-' &&
         label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

/// A name of letters, digits and hyphens whose last label is no number: "0x7f.1" and "2130706433"
/// are addresses to some.
bool is_name(std::string_view host) {
  if (host.empty() || host.size() > host_bytes_max) return false;
  std::string_view last;
  for (std::string_view rest = host; !rest.empty();) {
    const auto end = std::min(rest.find('.'), rest.size());
    last = rest.substr(0, end);
    if (!is_label(last) || end + 1 == rest.size()) return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return is_letter(last.front()) && host.contains('.');
}

bool is_ours(std::string_view host) {
  constexpr std::array<std::string_view, 6> ends = {".localhost", ".local",     ".internal",
                                                    ".lan",       ".home.arpa", ".localdomain"};
  return std::ranges::any_of(ends, [host](std::string_view end) { return host.ends_with(end); });
}

/// A name may stand with its port.
bool named(const std::vector<std::string>& own, std::string_view host) {
  return std::ranges::any_of(own, [host](std::string_view one) {
    return lower_case(one.substr(0, std::min(one.find(':'), one.size()))) == host;
  });
}

/// Where the authority ends within what follows the scheme.
std::size_t authority_end(std::string_view rest) {
  return std::min(rest.find_first_of("/?"), rest.size());
}

struct Authority {
  std::string host;
  std::uint16_t port = 0;  // 0: not said
};
std::expected<Authority, std::string_view> read_authority(std::string_view written) {
  if (written.contains('@')) return std::unexpected{"It must not hold a name or a password."};
  std::string_view host = written;
  std::string_view port;
  if (written.starts_with('[')) {
    const auto close = written.find(']');
    if (close == std::string_view::npos) return std::unexpected{"Its host is not well formed."};
    host = written.substr(1, close - 1);
    port = written.substr(close + 1);
    const auto address = parse_outbound_address(host);
    if (!address || host.contains('.')) return std::unexpected{"Its host is not well formed."};
  } else {
    const auto colon = std::min(written.find(':'), written.size());
    host = written.substr(0, colon);
    port = written.substr(colon);
  }
  Authority read{.host = lower_case(host)};
  if (port.empty()) return read;
  if (!port.starts_with(':')) return std::unexpected{"Its host is not well formed."};
  port.remove_prefix(1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), read.port);
  if (error != std::errc{} || end != port.data() + port.size() || read.port == 0 ||
      port.starts_with('0'))
    return std::unexpected{"Its port must be a number from 1 to 65535."};
  return read;
}

}  // namespace

std::string OutboundUrl::authority() const {
  std::string written = host.contains(':') ? "[" + host + "]" : host;
  if (port != (tls ? https_port : http_port)) written.append(":").append(std::to_string(port));
  return written;
}

std::expected<OutboundUrl, std::string_view> parse_outbound_url(std::string_view url,
                                                                const OutboundRules& rules) {
  if (url.size() > outbound_url_bytes_max)
    return std::unexpected{"It must not be longer than 2,048 characters."};
  if (!std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7F && c != '\\'; }))
    return std::unexpected{"It must be visible ASCII without a backslash; escape what is not."};
  if (url.contains('#')) return std::unexpected{"It must not have a fragment."};
  OutboundUrl read;
  const std::string scheme = lower_case(url.substr(0, std::min(url.find(':'), url.size())));
  read.tls = scheme != "http";
  if ((scheme != "https" && scheme != "http") || !url.substr(scheme.size()).starts_with("://"))
    return std::unexpected{"It must begin with https://."};
  const std::string_view rest = url.substr(scheme.size() + 3);
  const std::size_t end = authority_end(rest);
  auto authority = read_authority(rest.substr(0, end));
  if (!authority) return std::unexpected{authority.error()};
  read.host = std::move(authority->host);
  read.port = authority->port != 0 ? authority->port : read.tls ? https_port : http_port;
  read.target = std::string{rest.substr(end)};
  if (!read.target.starts_with('/')) read.target.insert(0, "/");
  const std::string place = (read.host.contains(':') ? "[" + read.host + "]" : read.host) + ":" +
                            std::to_string(read.port);
  read.listed = std::ranges::find(rules.allow, place) != rules.allow.end();
  if (read.listed) return read;
  if (!read.tls) return std::unexpected{"It must begin with https://."};
  if (read.port != https_port)
    return std::unexpected{"Its port must be 443, unless it is listed in webhooks.allow."};
  if (const auto address = parse_outbound_address(read.host)) {
    if (!is_public(*address))
      return std::unexpected{"Its address is not one of the public network."};
  } else if (!is_name(read.host) || is_ours(read.host) || named(rules.own, read.host)) {
    return std::unexpected{"Its host must be a name or an address of the public network."};
  }
  return read;
}

}  // namespace bursar::net
