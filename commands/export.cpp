// bursar export: every record, for whoever wants to look at them without us.

#include "commands/closed.hpp"
#include "commands/command.hpp"
#include "commands/data_directory.hpp"
#include "commands/output_file.hpp"
#include "commands/progress.hpp"
#include "commands/record_csv.hpp"
#include "commands/record_json.hpp"
#include "commands/settings_flags.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

class Export final : public Command {
 public:
  explicit Export(CLI::App& word) {
    flags_.add_places(word);
    word.add_option("--format", format_, "jsonl: a record a line; csv: a posting a row")
        ->required()
        ->check(CLI::IsMember({"jsonl", "csv"}));
    from_given_ = word.add_option("--from", from_,
                                  "sequence of the first record (1, or the first that is not "
                                  "archived)")
                      ->check(CLI::PositiveNumber);
    word.add_option("--to", to_, "sequence of the last record (the newest)")
        ->check(CLI::PositiveNumber);
    word.add_option("--output", output_, "file instead of standard output; replaced when complete");
    word.footer(
        "Each record is verified (checksum, chain) before it is written. No secret is exported. "
        "Exit codes:\n0 complete, 1 a record is damaged or the output broke, 2 it could not "
        "begin.");
  }

  int run() override {
    const DataDirectory data{flags_.settings()};
    const auto journal = open_closed(data.journal());
    const std::uint64_t last = journal->last().last.value;
    if (from_ > std::min(to_, last) && (from_ > 1 || to_ < 1))
      throw persistence::Unusable{"--from " + std::to_string(from_) +
                                  " leaves nothing to export: " +
                                  (to_ < from_ ? "--to is " + std::to_string(to_)
                                               : "the last record is " + std::to_string(last))};
    require_kept(journal->first().value);
    OutputFile output{output_};
    write(*journal, output);
    output.complete();
    return exit_well;
  }

 private:
  void require_kept(std::uint64_t first) const {
    const bool asked = from_given_->count() > 0;
    if (to_ >= first && (from_ >= first || !asked)) return;
    throw persistence::Unusable{
        (asked ? "--from " + std::to_string(from_) : "--to " + std::to_string(to_)) +
        " is archived: the journal begins with record " + std::to_string(first)};
  }

  void write(const persistence::ClosedJournal& journal, OutputFile& output) {
    Progress progress{{.doing = "exporting", .unit = "records"}};
    RecordNames names{journal.before().books};
    std::string text{csv() ? csv_header : std::string_view{}};
    journal.read([&](const persistence::ReadBatch& batch) {
      for (const ledger::Record& record : batch.records) write(record, names, text);
      if (text.size() >= piece_bytes) {
        output.write(text);
        text.clear();
      }
      progress.at(batch.mark.last.value, std::min(to_, journal.last().last.value));
      return batch.mark.last.value < to_;
    });
    output.write(text);
  }

  // What came before names what is written.
  void write(const ledger::Record& record, RecordNames& names, std::string& text) const {
    names.take(record);
    if (record.sequence.value < from_ || record.sequence.value > to_) return;
    if (csv())
      write_csv(text, record, names);
    else
      write_json(text, record, names);
  }

  bool csv() const { return format_ == "csv"; }

  SettingsFlags flags_;
  std::string format_;
  std::string output_;
  const CLI::Option* from_given_ = nullptr;
  std::uint64_t from_ = 1;
  std::uint64_t to_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace

std::unique_ptr<Command> make_export(CLI::App& word) {
  return std::make_unique<Export>(word);
}

}  // namespace bursar::commands
