// bursar clock accept: tells the running engine, as its operator, to follow the wall clock.

#include "commands/command.hpp"
#include "commands/data_directory.hpp"
#include "commands/settings_flags.hpp"
#include "config/endpoint.hpp"
#include "crypto/secret_file.hpp"
#include "net/client.hpp"
#include "persistence/errors.hpp"

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

constexpr int ok = 200;

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
config::Endpoint endpoint_of_listener(std::string_view listen) {
  config::Endpoint found =
      endpoint(listen, "http.listen: '" + std::string{listen} + "' is no HOST:PORT");
  if (found.host == "0.0.0.0") found.host = "127.0.0.1";
  if (found.host == "::") found.host = "::1";
  return found;
}

class Clock final : public Command {
 public:
  explicit Clock(CLI::App& word) {
    word.require_subcommand(1);
    CLI::App* const accept =
        word.add_subcommand("accept", "Let the running engine follow a wall clock that has jumped");
    flags_.add_places(*accept);
    accept->add_option("--url", url_, "where the engine serves (http:// and http.listen)");
    accept->footer(
        "Speaks with the operator's key of the data directory and prints the engine's answer. A "
        "clock that\nis ahead is followed at once; for one that is behind the engine's time holds "
        "still until it has\ncaught up. Either way the journal says so. Exit codes: 0 done, 1 the "
        "engine refused, 2 it could\nnot be asked.");
  }

  int run() override {
    const config::Settings settings = flags_.settings();
    const config::Endpoint engine =
        url_.empty() ? endpoint_of_listener(settings.http.listen) : endpoint_of_url(url_);
    const net::ClientAnswer answer = net::fetch(
        {.host = engine.host,
         .port = engine.port,
         .method = "POST",
         .path = "/v1/clock/accept",
         .credential = crypto::load_operator_key(DataDirectory{settings}.operator_key())});
    if (answer.status != ok) throw persistence::Broke{"the engine refused: " + answer.body};
    std::printf("%s\n", answer.body.c_str());
    return exit_well;
  }

 private:
  SettingsFlags flags_;
  std::string url_;
};

}  // namespace

std::unique_ptr<Command> make_clock(CLI::App& word) {
  return std::make_unique<Clock>(word);
}

}  // namespace bursar::commands
