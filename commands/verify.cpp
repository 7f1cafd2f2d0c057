// bursar verify: is everything in the journal as it was written, and does it add up?

#include "commands/command.hpp"
#include "commands/data_directory.hpp"
#include "commands/examination.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verdict_text.hpp"

#include <chrono>
#include <cstdio>
#include <string>

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
        "against it, and every piece of evidence against its hash.\nExit codes: 0 all is right, 1 "
        "something is wrong (the first wrong record is named), 2 it could not be\nread.");
  }

  int run() override {
    const auto began = std::chrono::steady_clock::now();
    Verified verified = examine(DataDirectory{flags_.settings()});
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    verified.seconds = took.count();
    const bool wrong = verified.verdict.fault.has_value();
    for (const std::string& line : verified.evidence_lines)
      std::fprintf(stderr, "bursar: %s\n", line.c_str());
    std::fprintf(wrong && !json_ ? stderr : stdout, "%s\n",
                 (json_ ? verdict_json(verified) : verdict_line(verified)).c_str());
    return wrong ? exit_found_wrong : exit_well;
  }

 private:
  SettingsFlags flags_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_verify(CLI::App& word) {
  return std::make_unique<Verify>(word);
}

}  // namespace bursar::commands
