#include "commands/running_engine.hpp"

#include "commands/data_directory.hpp"
#include "crypto/secret_file.hpp"

#include <stdexcept>
#include <string_view>

namespace bursar::commands {

namespace {

config::Endpoint endpoint(std::string_view written, const std::string& complaint) {
  if (const auto parsed = config::parse_endpoint(written)) return *parsed;
  throw std::invalid_argument{complaint};
}

config::Endpoint endpoint_of_url(std::string_view url) {
  constexpr std::string_view scheme = "http://";
  std::string_view rest = url;
  if (rest.starts_with(scheme)) rest.remove_prefix(scheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  return endpoint(rest, "--url: '" + std::string{url} +
                            "' is no http://HOST:PORT, such as http://127.0.0.1:3100");
}

// Who listens at every address is asked at the machine's own: the other is no host's name.
config::Endpoint endpoint_of_listener(const config::Settings& settings) {
  if (!settings.operators.listen.empty())
    return endpoint(settings.operators.listen, "operator.listen is no HOST:PORT");
  const std::string_view listen = settings.http.listen;
  if (!settings.http.tls_certificate.empty())
    throw std::invalid_argument{
        "the engine speaks TLS at " + std::string{listen} +
        ": set operator.listen to an address of loopback, for this command and for the engine"};
  config::Endpoint found =
      endpoint(listen, "http.listen: '" + std::string{listen} + "' is no HOST:PORT");
  if (found.host == "0.0.0.0") found.host = "127.0.0.1";
  if (found.host == "::") found.host = "::1";
  return found;
}

}  // namespace

RunningEngine::RunningEngine(const config::Settings& settings, const std::string& url)
    : endpoint_{url.empty() ? endpoint_of_listener(settings) : endpoint_of_url(url)},
      operator_key_{DataDirectory{settings}.operator_key()} {}

net::ClientAnswer RunningEngine::post(const std::string& path, const std::string& body,
                                      std::chrono::milliseconds patience) const {
  return net::fetch({.host = endpoint_.host,
                     .port = endpoint_.port,
                     .method = "POST",
                     .path = path,
                     .credential = crypto::load_operator_key(operator_key_),
                     .body = body,
                     .patience = patience});
}

}  // namespace bursar::commands
