#pragma once

// Where everything of one installation lies: the journal, and the files of keys beside it.

#include "config/settings.hpp"

#include <filesystem>

namespace bursar::commands {

struct DataDirectory {
  /// Touches nothing.
  explicit DataDirectory(const config::Settings& settings);

  /// The same, made with its parents where they are missing, for its owner alone. Throws
  /// persistence::Unusable.
  static DataDirectory made(const config::Settings& settings);

  std::filesystem::path journal() const { return path / "journal"; }
  std::filesystem::path views() const { return path / "views"; }
  std::filesystem::path evidence() const { return path / "evidence"; }
  std::filesystem::path keys() const { return path / "keys"; }
  std::filesystem::path operator_key() const { return path / "operator.key"; }

  std::filesystem::path path;
  std::filesystem::path secrets;  // the key file, here or where secrets.file says
};

}  // namespace bursar::commands
