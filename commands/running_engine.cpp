#include "commands/running_engine.hpp"

#include "commands/data_directory.hpp"
#include "crypto/secret_file.hpp"

#include <stdexcept>
#include <string_view>
#include <utility>

namespace bursar::commands {

namespace {

config::Endpoint endpoint(std::string_view written, const std::string& complaint) {
  if (const auto parsed = config::parse_endpoint(written)) return *parsed;
  throw std::invalid_argument{complaint};
}

struct EdgePlace {
  config::Endpoint endpoint;
  bool tls = false;
};

EdgePlace place_of_url(std::string_view url) {
  constexpr std::string_view plain = "http://";
  constexpr std::string_view sealed = "https://";
  std::string_view rest = url;
  const bool tls = rest.starts_with(sealed);
  if (tls)
    rest.remove_prefix(sealed.size());
  else if (rest.starts_with(plain))
    rest.remove_prefix(plain.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  return {.endpoint = endpoint(rest, "--url: '" + std::string{url} +
                                         "' is no http://HOST:PORT, such as "
                                         "http://127.0.0.1:3100"),
          .tls = tls};
}

// Who listens at every address is asked at the machine's own: the other is no host's name.
EdgePlace place_of_listener(const config::Settings& settings) {
  if (!settings.operators.listen.empty())
    return {.endpoint = endpoint(settings.operators.listen, "operator.listen is no HOST:PORT")};
  const std::string_view listen = settings.http.listen;
  config::Endpoint found =
      endpoint(listen, "http.listen: '" + std::string{listen} + "' is no HOST:PORT");
  if (found.host == "0.0.0.0") found.host = "127.0.0.1";
  if (found.host == "::") found.host = "::1";
  return {.endpoint = std::move(found), .tls = !settings.http.tls_certificate.empty()};
}

}  // namespace

RunningEngine::RunningEngine(const config::Settings& settings, const std::string& url)
    : operator_key_{DataDirectory{settings}.operator_key()} {
  EdgePlace place = url.empty() ? place_of_listener(settings) : place_of_url(url);
  endpoint_ = std::move(place.endpoint);
  if (!place.tls) return;
  certificate_ = settings.http.tls_certificate;
  if (certificate_.empty())
    throw std::invalid_argument{"--url: '" + url +
                                "' is known by its certificate: set http.tls_certificate"};
}

net::ClientAnswer RunningEngine::post(const std::string& path, const std::string& body,
                                      std::chrono::milliseconds patience) const {
  return net::fetch({.host = endpoint_.host,
                     .port = endpoint_.port,
                     .method = "POST",
                     .path = path,
                     .credential = crypto::load_operator_key(operator_key_),
                     .body = body,
                     .patience = patience,
                     .certificate = certificate_});
}

}  // namespace bursar::commands
