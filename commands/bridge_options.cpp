#include "commands/bridge_options.hpp"

#include "config/exposure.hpp"
#include "config/load.hpp"
#include "crypto/private_file.hpp"
#include "crypto/webhook_signature.hpp"
#include "ledger/destination.hpp"
#include "net/outbound_url.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::commands {

using config::BadSetting;

namespace {

constexpr std::size_t bridge_secrets_max = 2;
constexpr std::size_t bridge_questions_max = 256;  // open at once

[[noreturn]] void refuse_bridge(std::string_view setting, std::string_view why) {
  throw BadSetting{std::string{"connectors."}.append(setting).append(": ").append(why)};
}

/// "host:port", in lower case.
std::string place_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const bool tls = scheme != 4;  // "http"
  const std::string_view rest = url.substr(scheme + 3);
  std::string place{rest.substr(0, std::min(rest.find_first_of("/?"), rest.size()))};
  std::ranges::transform(place, place.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto bracket = place.rfind(']');
  const auto colon = place.rfind(':');
  const bool ported =
      colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  return ported ? place : place + (tls ? ":443" : ":80");
}

/// Without a '/' at its end; its place is the only one that may be asked.
std::string bridge_url(const config::Settings& settings, net::OutboundRules& rules) {
  std::string url = settings.connectors.url;
  if (url.empty())
    refuse_bridge("url", "it must say where the bridge is, such as https://bridge.example.com");
  rules.allow = {place_of(url)};
  const auto read = net::parse_outbound_url(url, rules);
  if (!read) refuse_bridge("url", "'" + url + "' cannot be used. " + std::string{read.error()});
  if (read->host.empty()) refuse_bridge("url", "'" + url + "' cannot be used. It has no host.");
  if (!read->tls && !config::loopback(read->host))
    refuse_bridge("url", "'" + url +
                             "' would be asked in the clear; use https, or http to an address of "
                             "loopback");
  if (read->target.contains('?')) refuse_bridge("url", "it must not have a query");
  while (url.ends_with('/')) url.pop_back();
  return url;
}

std::vector<std::vector<std::uint8_t>> bridge_secrets(const std::string& path) {
  if (path.empty())
    refuse_bridge("secret_file", "it must name the file of the secret shared with the bridge");
  std::optional<std::string> text;
  try {
    text = crypto::read_private_file(path);
  } catch (const std::runtime_error& fault) {
    refuse_bridge("secret_file", fault.what());
  }
  if (!text) refuse_bridge("secret_file", path + ": there is no such file");
  std::vector<std::vector<std::uint8_t>> secrets;
  for (std::string_view rest = *text; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    auto secret = crypto::parse_webhook_secret(line);
    if (!secret)
      refuse_bridge("secret_file", path + ": line " + std::to_string(secrets.size() + 1) +
                                       " must be \"whsec_\" and base64 of 24 to 64 random bytes");
    secrets.push_back(*std::move(secret));
  }
  if (secrets.empty() || secrets.size() > bridge_secrets_max)
    refuse_bridge("secret_file", path + ": it must hold one secret, or two while it is changed");
  return secrets;
}

std::uint8_t bridge_destinations(const std::vector<std::string>& words) {
  std::uint8_t types = 0;
  for (const std::string& word : words) {
    const auto type = ledger::destination_type(word);
    if (!type) refuse_bridge("destinations", "'" + word + "' is none of bank, crypto and stripe");
    types |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(*type));
  }
  if (types == 0) refuse_bridge("destinations", "it must name one of bank, crypto and stripe");
  return types;
}

}  // namespace

std::optional<BridgeOptions> bridge_options(const config::Settings& settings) {
  const config::Connectors& set = settings.connectors;
  const bool sandbox = set.sandbox == config::SandboxConnected::http;
  const bool production = set.production == config::ProductionConnected::http;
  if (!sandbox && !production) {
    if (!set.url.empty())
      refuse_bridge("url",
                    "it is set, and neither connectors.sandbox nor connectors.production "
                    "is \"http\"");
    return std::nullopt;
  }
  BridgeOptions options;
  options.link.url = bridge_url(settings, options.client.rules);
  options.link.keys = bridge_secrets(set.secret_file);
  options.client.connect_deadline = std::chrono::milliseconds{set.connect_deadline_ms};
  options.client.deadline = std::chrono::milliseconds{set.deadline_ms};
  options.client.attempts_max = bridge_questions_max;
  options.client.resolvers = 1;
  options.client.trusted_file = set.authorities_file;
  const std::uint8_t types = bridge_destinations(set.destinations);
  options.destinations = {sandbox ? types : std::uint8_t{}, production ? types : std::uint8_t{}};
  return options;
}

}  // namespace bursar::commands
