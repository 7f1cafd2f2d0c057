#pragma once

// One figure out of a scrape's text: the value on the line that starts with `series`.

#include "telemetry/probes.hpp"

#include <optional>
#include <sstream>
#include <string>

namespace bursar::tests {

inline std::optional<double> figure(const std::string& text, const std::string& series) {
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(series + ' ')) return std::stod(line.substr(series.size() + 1));
  return std::nullopt;
}

inline std::optional<double> figure(const telemetry::Probes& probes, const std::string& series) {
  return figure(probes.text(), series);
}

}  // namespace bursar::tests
