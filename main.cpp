// The words of the command line. Exit codes: 0 ended as asked, 1 something is wrong or broke while
// running, 2 cannot start as told; every failure is one line on standard error.

#include "commands/command.hpp"
#include "commands/core_dumps.hpp"
#include "crypto/hash.hpp"
#include "persistence/errors.hpp"

#include <cstdio>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace bursar {
namespace {

using commands::Command;

struct Word {
  const char* name;
  const char* summary;
  std::unique_ptr<Command> (*make)(CLI::App& word);
};

constexpr Word words[] = {
    {"serve", "Serve the API until SIGTERM", commands::make_serve},
    {"init", "Make a data directory, and go", commands::make_init},
    {"verify", "Recompute the whole journal and say what is wrong", commands::make_verify},
    {"export", "Write every record as JSON lines or CSV", commands::make_export},
    {"backup", "Copy the journal, whole or not at all", commands::make_backup},
    {"archive", "Move the oldest part of the journal elsewhere", commands::make_archive},
    {"restore", "Make a data directory from a backup", commands::make_restore},
    {"clock", "Let the running engine follow the wall clock", commands::make_clock},
    {"bench", "Measure a running engine over its API", commands::make_bench},
};

int run(int argc, char** argv) {
  commands::forbid_core_dumps();
  CLI::App app{"Bursar: a self-hosted payment engine for fleets of AI agents"};
  app.set_version_flag("--version", "bursar " BURSAR_VERSION);
  app.require_subcommand(1);
  std::vector<std::pair<CLI::App*, std::unique_ptr<Command>>> all;
  for (const Word& word : words) {
    CLI::App* const added = app.add_subcommand(word.name, word.summary);
    all.emplace_back(added, word.make(*added));
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& asked) {
    return app.exit(asked);
  } catch (const CLI::CallForVersion& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    std::fprintf(stderr, "bursar: %s (see bursar --help)\n", wrong.what());
    return commands::exit_cannot_start;
  }
  crypto::start();
  for (const auto& [word, command] : all)
    if (word->parsed()) return command->run();
  return commands::exit_cannot_start;
}

int tell(const std::exception& wrong, int code) {
  std::fprintf(stderr, "bursar: %s\n", wrong.what());
  return code;
}

}  // namespace
}  // namespace bursar

int main(int argc, char** argv) {
  try {
    return bursar::run(argc, argv);
  } catch (const bursar::persistence::Corrupt& damage) {
    return bursar::tell(damage, bursar::commands::exit_found_wrong);
  } catch (const bursar::persistence::Broke& fault) {
    return bursar::tell(fault, bursar::commands::exit_found_wrong);
  } catch (const std::exception& wrong) {
    return bursar::tell(wrong, bursar::commands::exit_cannot_start);
  }
}
