#include "commands/edge_options.hpp"

#include "config/exposure.hpp"
#include "config/load.hpp"

#include <chrono>
#include <optional>
#include <utility>

namespace bursar::commands {

config::Endpoint endpoint(const std::string& written, const char* setting) {
  if (auto parsed = config::parse_endpoint(written)) return *parsed;
  throw config::BadSetting{std::string{setting} + ": '" + written +
                           "' is no HOST:PORT, such as 127.0.0.1:3100"};
}

bool private_edge(const config::Settings& settings) {
  return config::local_only(endpoint(settings.http.listen, "http.listen").host,
                            static_cast<std::int64_t>(settings.http.trusted_hops));
}

bool open_sign_up(const config::Settings& settings) {
  using config::OpenSignup;
  if (settings.sandbox.open_signup != OpenSignup::automatic)
    return settings.sandbox.open_signup == OpenSignup::on;
  return private_edge(settings) && !settings.production.enabled;
}

std::size_t connections_per_address(const config::Settings& settings) {
  constexpr std::size_t usual = 256;
  const std::int64_t asked = settings.limits.connections_per_address;
  if (asked >= 0) return static_cast<std::size_t>(asked);
  return settings.http.trusted_hops > 0 || private_edge(settings) ? 0 : usual;
}

std::shared_ptr<const crypto::TlsIdentity> tls_identity(const config::Settings& settings) {
  const std::string& certificate = settings.http.tls_certificate;
  const std::string& key = settings.http.tls_key;
  if (certificate.empty() && key.empty()) return nullptr;
  if (key.empty())
    throw config::BadSetting{"http.tls_certificate is set and http.tls_key is not: TLS needs both"};
  if (certificate.empty())
    throw config::BadSetting{"http.tls_key is set and http.tls_certificate is not: TLS needs both"};
  return std::make_shared<const crypto::TlsIdentity>(
      crypto::TlsFiles{.certificate = certificate, .key = key});
}

namespace {

// The operator's key is sent there in the clear.
std::optional<net::Server::Address> operators_address(const config::Settings& settings) {
  const std::string& listen = settings.operators.listen;
  if (listen.empty()) return std::nullopt;
  config::Endpoint found = endpoint(listen, "operator.listen");
  if (!config::loopback(found.host))
    throw config::BadSetting{"operator.listen: '" + listen +
                             "' can be reached from elsewhere; use an address of loopback, such "
                             "as 127.0.0.1:3101"};
  return net::Server::Address{.host = std::move(found.host), .port = found.port};
}

}  // namespace

net::Server::Options server_options(const config::Settings& settings) {
  const config::Endpoint listen = endpoint(settings.http.listen, "http.listen");
  using std::chrono::milliseconds;
  return {.host = listen.host,
          .port = listen.port,
          .operators = operators_address(settings),
          .io_threads = settings.http.io_threads,
          .connections_max = settings.http.connections_max,
          .connections_per_address = connections_per_address(settings),
          .trusted_hops = settings.http.trusted_hops,
          .header_bytes_max = settings.http.header_bytes_max,
          .pipelined_max = settings.http.pipelined_max,
          .buffered_bytes_max = settings.http.buffered_bytes_max,
          .header_deadline = milliseconds{settings.http.header_deadline_ms},
          .body_deadline = milliseconds{settings.http.body_deadline_ms},
          .write_deadline = milliseconds{settings.http.write_deadline_ms},
          .idle_deadline = milliseconds{settings.http.idle_deadline_ms},
          .tls = tls_identity(settings),
          .pin_to_core = settings.engine.pin_to_core};
}

net::Api::Options api_options(const config::Settings& settings) {
  return {.hosts = settings.http.hosts,
          .open_signup = open_sign_up(settings),
          .operators_door = !settings.operators.listen.empty(),
          .production = settings.production.enabled,
          .org_initial_balance = settings.sandbox.org_initial_balance,
          .signups_per_minute = settings.limits.signups_per_minute,
          .requests_per_minute = config::requests_per_minute(settings.limits.requests_per_minute,
                                                             private_edge(settings)),
          .streams_max = settings.limits.streams,
          .body_bytes_max = settings.http.body_bytes_max,
          .batch_bytes_max = settings.http.batch_bytes_max};
}

}  // namespace bursar::commands
