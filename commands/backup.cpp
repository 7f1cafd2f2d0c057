// bursar backup: a copy of the journal that can be trusted, or none.

#include "persistence/backup.hpp"

#include "commands/closed.hpp"
#include "commands/command.hpp"
#include "commands/counted.hpp"
#include "commands/data_directory.hpp"
#include "commands/progress.hpp"
#include "commands/settings_flags.hpp"
#include "system_ports.hpp"

#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

class Backup final : public Command {
 public:
  explicit Backup(CLI::App& word) {
    flags_.add_places(word);
    word.add_option("--to", to_, "directory of the backup: not there yet, or empty")->required();
    word.footer(
        "For a data directory that no engine is using. Copies the journal compactly, verifies the "
        "copy and\ndescribes it in a manifest; it appears whole or not at all. secret.key and "
        "operator.key are left out:\nkeep them elsewhere, a backup is restored with its "
        "secret.key. "
        "Exit codes: 0 done, 1 the journal is\ndamaged or the copy broke on the way, 2 it could "
        "not begin.");
  }

  int run() override {
    const DataDirectory data{flags_.settings()};
    const auto journal = open_closed(data.journal());
    persistence::Backup backup{to_};
    copy(*journal, backup.journal());
    const persistence::Manifest made = complete(backup);
    std::printf(
        "backed up %s records (epoch %u, chain hash %s) to %s\n"
        "secret.key and operator.key are not in it: keep a copy of %s elsewhere\n",
        counted(made.last.value).c_str(), unsigned{made.epoch},
        crypto::hex(made.chain_hash).c_str(), to_.c_str(), data.secrets.c_str());
    return exit_well;
  }

 private:
  static void copy(const persistence::ClosedJournal& journal, const std::filesystem::path& to) {
    Progress progress{{.doing = "copying", .unit = "MB", .units_shown = 1'000'000}};
    persistence::copy_journal(journal, to,
                              [&](std::uint64_t done, std::uint64_t of) { progress.at(done, of); });
  }

  static persistence::Manifest complete(persistence::Backup& backup) {
    Progress progress{{.doing = "verifying the copy", .unit = "records"}};
    return backup.complete(SystemClock{}.now(),
                           [&](std::uint64_t done, std::uint64_t of) { progress.at(done, of); });
  }

  SettingsFlags flags_;
  std::string to_;
};

}  // namespace

std::unique_ptr<Command> make_backup(CLI::App& word) {
  return std::make_unique<Backup>(word);
}

}  // namespace bursar::commands
