// bursar archive: the oldest part of the journal to another place, once its copy is sure.

#include "persistence/archive.hpp"

#include "commands/command.hpp"
#include "commands/counted.hpp"
#include "commands/data_directory.hpp"
#include "commands/progress.hpp"
#include "commands/settings_flags.hpp"
#include "ledger/time.hpp"
#include "persistence/backup.hpp"

#include <cstdio>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

using persistence::ArchiveStep;

constexpr std::int64_t keep_days_min = persistence::archive_keep_ms_min / ledger::day_ms;
constexpr std::int64_t keep_days_max = 36'500;

Progress::Options shown(ArchiveStep step) {
  switch (step) {
    case ArchiveStep::checking:
      return {.doing = "checking", .unit = "pages"};
    case ArchiveStep::verifying:
      return {.doing = "verifying what is to go", .unit = "records"};
    case ArchiveStep::looking:
      return {.doing = "looking for open disputes in what stays", .unit = "records"};
    case ArchiveStep::summing_up:
      return {.doing = "writing the checkpoint", .unit = "bytes"};
    case ArchiveStep::recording:
      return {.doing = "recording the checkpoint", .unit = "records"};
    case ArchiveStep::copying:
      return {.doing = "copying", .unit = "MB", .units_shown = 1'000'000};
    case ArchiveStep::reading_back:
      return {.doing = "reading the copy back", .unit = "records"};
    case ArchiveStep::marking:
      return {.doing = "marking", .unit = "files"};
    case ArchiveStep::removing:
      return {.doing = "removing", .unit = "segments"};
  }
  return {};
}

/// A line of progress for each step.
class Shown {
 public:
  persistence::ArchiveWatch watch() {
    return {.begins =
                [this](ArchiveStep step) {
                  progress_.reset();
                  progress_.emplace(shown(step));
                },
            .progress = [this](std::uint64_t done, std::uint64_t of) { progress_->at(done, of); }};
  }

 private:
  std::optional<Progress> progress_;
};

class Archive final : public Command {
 public:
  explicit Archive(CLI::App& word) {
    flags_.add_places(word);
    word.add_option("--to", to_, "directory that the segments are moved to; made when missing")
        ->required();
    word.add_option("--keep-days", keep_days_,
                    "keep what is younger than this, seen from the newest record (2); payments may "
                    "be disputed for disputes.window_days, while their records are there")
        ->check(CLI::Range(keep_days_min, keep_days_max));
    word.footer(
        "For a data directory that no engine is using. Verifies the oldest closed segments of the "
        "journal,\nsums up in a checkpoint file what they come to, and moves them once their "
        "copies "
        "were read back.\nNever the newest segment, nor records of the last two days, which answer "
        "for idempotency keys.\nWhatever ends it on the way, it may be run again. Exit codes: 0 "
        "done, or nothing can go yet, 1 the\njournal or a copy is damaged or the copy broke on the "
        "way, 2 it could not begin.");
  }

  int run() override {
    const config::Settings settings = flags_.settings();
    const DataDirectory data{settings};
    // What is derived is thrown away there, whatever lies in it.
    persistence::require_outside(to_, data.path);
    const persistence::ArchiveOptions options{
        .journal = {.directory = data.journal(),
                    .map_size_bytes = settings.journal.map_size_gib << 30U,
                    .fill_ahead_bytes = 0,
                    .segment_records = settings.journal.segment_records},
        .target = to_,
        .keep_ms = keep_days_ * ledger::day_ms,
        .disputable_ms = settings.disputes.window_days * ledger::day_ms};
    const persistence::Archived archived = [&] {
      Shown shown;
      return persistence::archive(options, shown.watch());
    }();
    tell(archived);
    return exit_well;
  }

 private:
  void tell(const persistence::Archived& archived) const {
    const std::size_t count = archived.segments.size();
    if (count == 0)
      std::printf("nothing can be archived yet\n");
    else
      std::printf("archived %s segment%s, all records before %s, to %s\n", counted(count).c_str(),
                  count == 1 ? "" : "s", counted(archived.first.value).c_str(), to_.c_str());
    if (!archived.checkpointed.none())
      std::printf(
          "the journal begins with record %s; record %s vouches for the checkpoint of what is "
          "before\n",
          counted(archived.first.value).c_str(), counted(archived.checkpointed.value).c_str());
    std::printf("%s\n", archived.stays.c_str());
    if (!archived.undisputable.empty()) std::printf("warning: %s\n", archived.undisputable.c_str());
  }

  SettingsFlags flags_;
  std::string to_;
  std::int64_t keep_days_ = keep_days_min;
};

}  // namespace

std::unique_ptr<Command> make_archive(CLI::App& word) {
  return std::make_unique<Archive>(word);
}

}  // namespace bursar::commands
