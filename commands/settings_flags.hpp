#pragma once

// The flags that are settings, and those that say where settings come from.

#include "config/settings.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace bursar::commands {

class SettingsFlags {
 public:
  /// --config and --data: for words that only have to find the data.
  void add_places(CLI::App& word);
  /// All of them, and every setting explained.
  void add_all(CLI::App& word);

  /// Throws config::BadSetting.
  config::Settings settings() const;

 private:
  void add(CLI::App& word, const char* flag, const char* setting, const char* help);

  std::string config_file_;
  std::vector<std::string> flags_;  // as --set would say them
  std::vector<std::string> sets_;
};

}  // namespace bursar::commands
