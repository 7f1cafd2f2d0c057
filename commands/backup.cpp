// bursar backup: a copy of the journal that can be trusted, or none. Who has the directory open
// makes it, when that is an engine.

#include "persistence/backup.hpp"

#include "commands/closed.hpp"
#include "commands/command.hpp"
#include "commands/counted.hpp"
#include "commands/data_directory.hpp"
#include "commands/evidence_audit.hpp"
#include "commands/progress.hpp"
#include "commands/running_engine.hpp"
#include "commands/settings_flags.hpp"
#include "net/json_members.hpp"
#include "net/json_writer.hpp"
#include "persistence/evidence_directory.hpp"
#include "system_ports.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

constexpr int made_status = 201;
constexpr int server_errors = 500;

class Backup final : public Command {
 public:
  explicit Backup(CLI::App& word) {
    flags_.add_places(word);
    word.add_option("--to", to_, "directory of the backup: not there yet, or empty")->required();
    word.add_option("--url", url_,
                    "where the running engine serves (operator.listen or http.listen)");
    word.add_option("--timeout", timeout_seconds_, "seconds that a running engine may take (3600)")
        ->check(CLI::Range(1, 604'800));
    word.footer(
        "Copies the journal compactly, verifies the copy and describes it in a manifest; it "
        "appears "
        "whole or not\nat all. An engine that is running on the data directory is asked, with its "
        "operator's key, to make the\nbackup, and goes on meanwhile. secret.key and operator.key "
        "are left out: keep them elsewhere, a backup\nis restored with its secret.key. Exit codes: "
        "0 done, 1 the journal or evidence is damaged or the copy broke on "
        "the\nway, 2 it could not begin.");
  }

  int run() override {
    const DataDirectory data{flags_.settings()};
    persistence::require_outside(to_, data.path);
    try {
      const auto journal = open_closed(data.journal());
      persistence::Backup backup{to_};
      copy(*journal, backup.journal());
      persistence::copy_evidence(data.evidence(), backup.evidence());
      const persistence::Manifest made = complete(backup);
      tell({.records = counted(made.last.value),
            .epoch = std::to_string(made.epoch),
            .chain_hash = crypto::hex(made.chain_hash)},
           data);
    } catch (const persistence::InUse& by_whom) {
      tell(made_by_engine(by_whom.what()), data);
    }
    return exit_well;
  }

 private:
  struct Made {
    std::string records;
    std::string epoch;
    std::string chain_hash;
  };

  void tell(const Made& made, const DataDirectory& data) const {
    std::printf(
        "backed up %s records (epoch %s, chain hash %s) to %s\n"
        "secret.key and operator.key are not in it: keep a copy of %s elsewhere\n",
        made.records.c_str(), made.epoch.c_str(), made.chain_hash.c_str(), to_.c_str(),
        data.secrets.c_str());
  }

  Made made_by_engine(const std::string& in_use) const {
    const RunningEngine engine{flags_.settings(), url_};
    const net::ClientAnswer answer = asked(engine, in_use);
    auto said = net::json_members(answer.body);
    if (answer.status != made_status) {
      const std::string why = in_use + "; the engine at " + engine.address() +
                              " refused: " + said["code"] + ": " + said["detail"];
      if (answer.status >= server_errors) throw persistence::Broke{why};
      throw persistence::Unusable{why};
    }
    return {.records = counted(std::stoull(said["last_sequence"])),
            .epoch = std::move(said["epoch"]),
            .chain_hash = std::move(said["chain_hash"])};
  }

  net::ClientAnswer asked(const RunningEngine& engine, const std::string& in_use) const {
    std::string body;
    net::JsonWriter{body}
        .open_object()
        .text("to", std::filesystem::absolute(to_).lexically_normal().native())
        .close_object();
    try {
      return engine.post("/v1/backups", body, std::chrono::seconds{timeout_seconds_});
    } catch (const std::runtime_error& no_answer) {
      throw persistence::Unusable{in_use + "; " + no_answer.what()};
    }
  }

  static void copy(const persistence::ClosedJournal& journal, const std::filesystem::path& to) {
    Progress progress{{.doing = "copying", .unit = "MB", .units_shown = 1'000'000}};
    persistence::copy_journal(journal, to,
                              [&](std::uint64_t done, std::uint64_t of) { progress.at(done, of); });
  }

  static persistence::Manifest complete(persistence::Backup& backup) {
    Progress progress{{.doing = "verifying the copy", .unit = "records"}};
    return backup.complete(
        SystemClock{}.now(), [&](std::uint64_t done, std::uint64_t of) { progress.at(done, of); },
        {}, required_evidence(backup.evidence()));
  }

  SettingsFlags flags_;
  std::string to_;
  std::string url_;
  int timeout_seconds_ = 3'600;
};

}  // namespace

std::unique_ptr<Command> make_backup(CLI::App& word) {
  return std::make_unique<Backup>(word);
}

}  // namespace bursar::commands
