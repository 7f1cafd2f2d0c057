// bursar restore: a data directory from a backup and the key file that belongs to it.

#include "persistence/restore.hpp"

#include "commands/closed.hpp"
#include "commands/command.hpp"
#include "commands/counted.hpp"
#include "commands/data_directory.hpp"
#include "commands/evidence_audit.hpp"
#include "commands/progress.hpp"
#include "commands/settings_flags.hpp"
#include "crypto/private_file.hpp"
#include "crypto/secret_file.hpp"
#include "persistence/evidence_directory.hpp"

#include <cstdio>
#include <filesystem>
#include <set>
#include <string>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

namespace fs = std::filesystem;
using persistence::Unusable;

/// Nothing may be there but what an operator puts there first, and what a restore that was killed
/// has left.
void require_free(const DataDirectory& data) {
  if (!fs::exists(data.path)) return;
  if (!fs::is_directory(data.path)) throw Unusable{data.path.string() + " is not a directory"};
  const fs::path remains = persistence::UnfinishedDirectory::unfinished_name(data.journal());
  const std::set<fs::path> may_be_there = {"secret.key",  "secret.key.new", "operator.key",
                                           "bursar.toml", "evidence",       remains.filename()};
  for (const auto& entry : fs::directory_iterator{data.path})
    if (const fs::path name = entry.path().filename(); !may_be_there.contains(name))
      throw Unusable{data.path.string() + " is not empty: it has " + name.string()};
}

class Restore final : public Command {
 public:
  explicit Restore(CLI::App& word) {
    flags_.add_places(word);
    word.add_option("--from", from_, "directory of the backup")->required();
    word.add_option("--secret", secret_, "the secret.key that the journal was made with");
    word.add_option("--epoch", epoch_,
                    "raise the epoch to this at least: where this backup was restored before, one "
                    "more than\nwas said then")
        ->check(CLI::Range(1, 4'095));
    word.footer(
        "The data directory must not be there, or hold nothing but key files and bursar.toml. The "
        "backup is\nverified first. Payments made afterwards bear ids of a new epoch, so that none "
        "that was given after\nthe backup is ever given again. Exit codes: 0 done, 1 the backup is "
        "damaged or the copy broke on the way,\n2 it could not begin.");
  }

  int run() override {
    const DataDirectory data{flags_.settings()};
    require_free(data);
    const persistence::Manifest manifest = persistence::read_manifest(from_);
    const auto backup = open_closed(fs::path{from_} / "journal");
    const persistence::Verdict verdict = verified(*backup, manifest, fs::path{from_} / "evidence");
    const std::string brought = matching_secrets(data, verdict);
    DataDirectory::made(flags_.settings());
    if (!brought.empty()) crypto::make_private_file(data.secrets, brought);
    persistence::copy_evidence(fs::path{from_} / "evidence", data.evidence());
    const std::uint16_t epoch = restored(*backup, verdict, data);
    std::printf(
        "restored %s records to %s; its epoch is now %u\n"
        "operator.key is made anew by the next start if it is not there\n",
        counted(verdict.records).c_str(), data.path.c_str(), unsigned{epoch});
    return exit_well;
  }

 private:
  static persistence::Verdict verified(const persistence::ClosedJournal& backup,
                                       const persistence::Manifest& manifest,
                                       const fs::path& evidence) {
    Progress progress{{.doing = "verifying the backup", .unit = "records"}};
    return persistence::verify_backup(
        backup, manifest, [&](std::uint64_t done, std::uint64_t of) { progress.at(done, of); },
        required_evidence(evidence));
  }

  /// The text of the key file that has to be put in its place; empty when it is there.
  std::string matching_secrets(const DataDirectory& data,
                               const persistence::Verdict& verdict) const {
    const bool there = fs::exists(data.secrets);
    if (there) require_match(data.secrets, verdict);
    if (!secret_.empty()) require_match(secret_, verdict);
    if (there) return {};
    if (secret_.empty())
      throw Unusable{
          "the journal needs the secret.key that it was made with: say --secret FILE, or put it "
          "at " +
          data.secrets.string()};
    return crypto::read_private_file(secret_).value();
  }

  static void require_match(const fs::path& secrets, const persistence::Verdict& verdict) {
    if (crypto::load_secrets(secrets).fingerprint() != verdict.secrets_fingerprint)
      throw Unusable{secrets.string() + " is not the key file that this journal was made with"};
  }

  std::uint16_t restored(const persistence::ClosedJournal& backup,
                         const persistence::Verdict& verdict, const DataDirectory& data) const {
    Progress progress{{.doing = "copying", .unit = "MB", .units_shown = 1'000'000}};
    return persistence::restore(
        backup, verdict, {.journal = data.journal(), .epoch_min = epoch_},
        [&](std::uint64_t done, std::uint64_t of) { progress.at(done, of); });
  }

  SettingsFlags flags_;
  std::string from_;
  std::string secret_;
  std::uint16_t epoch_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_restore(CLI::App& word) {
  return std::make_unique<Restore>(word);
}

}  // namespace bursar::commands
