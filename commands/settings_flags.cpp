#include "commands/settings_flags.hpp"

#include "config/documented.hpp"
#include "config/load.hpp"

#include <filesystem>
#include <optional>

#include <CLI/CLI.hpp>

namespace bursar::commands {

void SettingsFlags::add_places(CLI::App& word) {
  word.add_option("--config", config_file_, "TOML file of settings");
  add(word, "--data", "data.dir", "directory that holds the ledger (./data)");
}

void SettingsFlags::add_all(CLI::App& word) {
  add_places(word);
  add(word, "--listen", "http.listen", "HOST:PORT of the API (127.0.0.1:3100)");
  add(word, "--metrics", "metrics.listen", "HOST:PORT of /metrics (127.0.0.1:9464)");
  add(word, "--log-level", "log.level", "debug, info, warn or error");
  word.add_option("--set", sets_, "one setting, as key=value with a TOML value; may be repeated")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  word.footer("Settings (for --set and the file):\n" + config::settings_help());
}

void SettingsFlags::add(CLI::App& word, const char* flag, const char* setting, const char* help) {
  word.add_option_function<std::string>(
      flag,
      [this, name = std::string{setting}](const std::string& value) {
        flags_.push_back(name + "=" + value);
      },
      help);
}

config::Settings SettingsFlags::settings() const {
  std::optional<std::filesystem::path> file;
  if (!config_file_.empty()) file = config_file_;
  std::vector<std::string> all = flags_;
  all.insert(all.end(), sets_.begin(), sets_.end());
  return config::load(file, all);
}

}  // namespace bursar::commands
