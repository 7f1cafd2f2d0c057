// Makes what serve would make, so that an operator can look at it first.

#include "actors/engine.hpp"
#include "commands/command.hpp"
#include "commands/engine_options.hpp"
#include "commands/opened_books.hpp"
#include "commands/settings_flags.hpp"
#include "config/documented.hpp"
#include "telemetry/log.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

namespace fs = std::filesystem;

class Init final : public Command {
 public:
  explicit Init(CLI::App& word) { flags_.add_all(word); }

  int run() override {
    const config::Settings settings = flags_.settings();
    telemetry::set_level(telemetry::Level::warn);
    const DataDirectory data = DataDirectory::made(settings);
    make_journal(settings, data);
    const fs::path example = data.path / "bursar.toml";
    if (!fs::exists(example)) std::ofstream{example} << config::documented_toml();
    std::printf("%s is ready. Next:\n  bursar serve --config %s --data %s\n", data.path.c_str(),
                example.c_str(), data.path.c_str());
    return exit_well;
  }

 private:
  // An engine writes the first record of a journal that has none.
  static void make_journal(const config::Settings& settings, const DataDirectory& data) {
    OpenedBooks opened{settings, data};
    {
      const actors::Engine engine{engine_options(settings, data),
                                  {.store = *opened.journal,
                                   .reader = *opened.journal,
                                   .clock = opened.clock,
                                   .random = opened.random,
                                   .follower = opened.views.get()},
                                  *opened.books,
                                  opened.secrets.fingerprint()};
    }
    opened.journal->close();
  }

  SettingsFlags flags_;
};

}  // namespace

std::unique_ptr<Command> make_init(CLI::App& word) {
  return std::make_unique<Init>(word);
}

}  // namespace bursar::commands
