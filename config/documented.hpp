#pragma once

// The settings as text for people, read off the rows.

#include <string>

namespace bursar::config {

/// The whole file with every setting at its default and explained; `load` reads it back.
std::string documented_toml();

/// One line per setting for --help.
std::string settings_help();

}  // namespace bursar::config
