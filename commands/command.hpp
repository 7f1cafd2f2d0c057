#pragma once

// A word of the command line. It is made with the options that it takes, and run when it is said.

#include <memory>

namespace CLI {
class App;
}

namespace bursar::commands {

constexpr int exit_well = 0;
constexpr int exit_found_wrong = 1;  // or a fault while running
constexpr int exit_cannot_start = 2;

class Command {
 public:
  Command() = default;
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;
  virtual ~Command() = default;

  /// The exit code. What it throws is told in one line: persistence::Corrupt and persistence::Broke
  /// are exit code 1, everything else means that it cannot start as told.
  virtual int run() = 0;
};

// Each adds its options to the word that it is to be.
std::unique_ptr<Command> make_serve(CLI::App& word);
std::unique_ptr<Command> make_init(CLI::App& word);
std::unique_ptr<Command> make_verify(CLI::App& word);
std::unique_ptr<Command> make_export(CLI::App& word);
std::unique_ptr<Command> make_backup(CLI::App& word);
std::unique_ptr<Command> make_archive(CLI::App& word);
std::unique_ptr<Command> make_restore(CLI::App& word);
std::unique_ptr<Command> make_clock(CLI::App& word);
std::unique_ptr<Command> make_bench(CLI::App& word);

}  // namespace bursar::commands
