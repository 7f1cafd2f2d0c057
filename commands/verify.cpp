// bursar verify: is everything in the journal as it was written, and does it add up?

#include "commands/closed.hpp"
#include "commands/command.hpp"
#include "commands/data_directory.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verdict_text.hpp"
#include "persistence/views.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>

namespace bursar::commands {
namespace {

class Verify final : public Command {
 public:
  explicit Verify(CLI::App& word) {
    flags_.add_places(word);
    word.add_flag("--json", json_, "print one JSON object instead of a line");
    word.footer(
        "Reads the whole journal from the device, recomputes every figure in it and holds the "
        "views "
        "against it.\nExit codes: 0 all is right, 1 something is wrong (the first wrong record is "
        "named), 2 it could not be\nread.");
  }

  int run() override {
    const auto began = std::chrono::steady_clock::now();
    Verified verified = examine(DataDirectory{flags_.settings()});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    verified.seconds = took.count();
    const bool wrong = verified.verdict.fault.has_value();
    std::fprintf(wrong && !json_ ? stderr : stdout, "%s\n",
                 (json_ ? verdict_json(verified) : verdict_line(verified)).c_str());
    return wrong ? exit_found_wrong : exit_well;
  }

 private:
  // Views are no part of a backup, and a start makes them where there are none.
  static persistence::Verdict verified_with_views(const persistence::ClosedJournal& journal,
                                                  const std::filesystem::path& directory) {
    if (!std::filesystem::exists(directory)) return verify_closed(journal);
    const auto views = persistence::read_views(directory);
    if (views) return verify_closed(journal, &*views);
    persistence::Verdict verdict = verify_closed(journal);
    if (!verdict.fault)
      verdict.fault = {.what = "the views " + views.error() +
                               ": remove them, and the next start makes them anew"};
    return verdict;
  }

  static Verified examine(const DataDirectory& data) {
    try {
      const auto journal = open_closed(data.journal());
      return {.verdict = verified_with_views(*journal, data.views()), .clean = journal->clean()};
    } catch (const persistence::Corrupt& damage) {  // before any record could be read
      Verified nothing;
      nothing.verdict.fault = persistence::Verdict::Fault{.what = damage.what()};
      return nothing;
    }
  }

  SettingsFlags flags_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_verify(CLI::App& word) {
  return std::make_unique<Verify>(word);
}

}  // namespace bursar::commands
