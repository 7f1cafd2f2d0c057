#pragma once

// Settings are the defaults, changed by the file, changed by each --set in turn. Whatever is not
// understood is refused: a mistyped limit must not silently be no limit.

#include "config/settings.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

namespace bursar::config {

/// One line that names the setting, what is wrong with it, and what would be right.
class BadSetting : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// `sets` are "name=value" with a TOML value; a bare word that is none is taken as text.
/// Throws BadSetting.
Settings load(const std::optional<std::filesystem::path>& file, std::span<const std::string> sets);

}  // namespace bursar::config
