#pragma once

// One row per setting: the loader, the bounds, the documented file and --help are all read off it.

#include "config/settings.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bursar::config {

/// What a setting can be in the file: a whole number, a text, a list of texts, or true and false.
/// Money is text.
using Value = std::variant<std::int64_t, std::string, std::vector<std::string>, bool>;

enum class Kind : std::uint8_t { integer, text, list, money, choice, flag };

struct Row {
  std::string name;  // "http.listen"
  Kind kind = Kind::text;
  std::string expected;  // what is allowed, to stand after "expected": "a number from 1 to 64"
  std::string help;
  std::function<Value(const Settings&)> read;
  /// False, with the settings untouched, when the value is of another kind or out of bounds.
  std::function<bool(Settings&, const Value&)> write;
  /// Of a list: whether a text may be one of it.
  bool (*takes)(const std::string& text) = nullptr;
};

/// In the order of the file; settings of one group stand together.
std::span<const Row> rows();

const Row* find_row(std::string_view name);

/// The known name that is most like this one, or none when nothing is close.
std::string nearest_name(std::string_view name);

}  // namespace bursar::config
