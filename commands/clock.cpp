// bursar clock accept: tells the running engine, as its operator, to follow the wall clock.

#include "commands/command.hpp"
#include "commands/running_engine.hpp"
#include "commands/settings_flags.hpp"
#include "persistence/errors.hpp"

#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

constexpr int ok = 200;

class Clock final : public Command {
 public:
  explicit Clock(CLI::App& word) {
    word.require_subcommand(1);
    CLI::App* const accept =
        word.add_subcommand("accept", "Let the running engine follow a wall clock that has jumped");
    flags_.add_places(*accept);
    accept->add_option("--url", url_, "where the engine serves (operator.listen or http.listen)");
    accept->footer(
        "Speaks with the operator's key of the data directory and prints the engine's answer. A "
        "clock that\nis ahead is followed at once; for one that is behind the engine's time holds "
        "still until it has\ncaught up. Either way the journal says so. Exit codes: 0 done, 1 the "
        "engine refused, 2 it could\nnot be asked.");
  }

  int run() override {
    const RunningEngine engine{flags_.settings(), url_};
    const net::ClientAnswer answer = engine.post("/v1/clock/accept");
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
