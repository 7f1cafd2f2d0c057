#include "config/load.hpp"

#include "config/rows.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include <toml++/toml.h>

namespace bursar::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = 1'048'576;
constexpr std::size_t shown_length_max = 60;

std::string in_one_line(std::string_view written) {
  std::string text{written};
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return text;
}

// What somebody wrote, cut and made safe to stand in one line.
std::string shown(std::string_view written) {
  std::string text = in_one_line(written.substr(0, shown_length_max));
  return written.size() > shown_length_max ? text + "..." : text;
}

std::string toml_text(const toml::node& node) {
  std::ostringstream out;
  node.visit([&out](const auto& known) { out << known; });
  return shown(out.str());
}

[[noreturn]] void refuse_name(std::string_view source, std::string_view name) {
  const std::string nearest = nearest_name(name);
  throw BadSetting{std::string{source} + ": there is no setting " + shown(name) +
                   (nearest.empty() ? "; bursar serve --help lists them all"
                                    : "; did you mean " + nearest + "?")};
}

// None when the node is of a kind that no setting takes. Built in place: GCC 12 with sanitizers
// warns falsely of a moved variant.
std::optional<Value> value_of(const toml::node& node) {
  std::optional<Value> value;
  if (const auto* text = node.as_string()) {
    value.emplace(std::in_place_type<std::string>, text->get());
  } else if (const auto* number = node.as_integer()) {
    value.emplace(std::in_place_type<std::int64_t>, number->get());
  } else if (const auto* flag = node.as_boolean()) {
    value.emplace(std::in_place_type<bool>, flag->get());
  } else if (const toml::array* array = node.as_array()) {
    if (!array->empty() && !array->is_homogeneous<std::string>()) return std::nullopt;
    std::vector<std::string> texts;
    for (const toml::node& element : *array) texts.push_back(element.as_string()->get());
    value.emplace(std::in_place_type<std::vector<std::string>>, std::move(texts));
  }
  return value;
}

/// The first that keeps a list from being taken; none: it is not for one of them.
const std::string* wrong_entry(const Row& row, const Value& value) {
  const auto* texts = std::get_if<std::vector<std::string>>(&value);
  if (texts == nullptr || row.takes == nullptr) return nullptr;
  const auto wrong = std::ranges::find_if_not(*texts, row.takes);
  return wrong == texts->end() ? nullptr : &*wrong;
}

void set(Settings& settings, const Row& row, const toml::node& node, std::string_view source) {
  const std::optional<Value> value = value_of(node);
  if (value && row.write(settings, *value)) return;
  if (const std::string* entry = value ? wrong_entry(row, *value) : nullptr)
    throw BadSetting{std::string{source} + ": " + row.name + ": '" + shown(*entry) +
                     "' will not do; expected " + row.expected};
  throw BadSetting{std::string{source} + ": " + row.name + " = " + toml_text(node) +
                   " will not do; expected " + row.expected};
}

bool is_group(std::string_view name) {
  const std::string start = std::string{name} + '.';
  return std::ranges::any_of(rows(), [&](const Row& row) { return row.name.starts_with(start); });
}

void set_table(Settings& settings, const toml::table& table, const std::string& group,
               const std::string& source) {
  for (const auto& [key, node] : table) {
    const std::string name = (group.empty() ? "" : group + '.') + std::string{key.str()};
    const std::string place = source + ':' + std::to_string(key.source().begin.line);
    if (const Row* row = find_row(name))
      set(settings, *row, node, place);
    else if (node.is_table() && (is_group(name) || !node.as_table()->empty()))
      set_table(settings, *node.as_table(), name, source);
    else
      refuse_name(place, name);
  }
}

std::string file_text(const fs::path& path) {
  if (std::error_code error; fs::is_directory(path, error))
    throw BadSetting{path.string() + ": is a directory, not a settings file"};
  errno = 0;
  std::ifstream in{path, std::ios::binary};
  if (!in) throw BadSetting{path.string() + ": " + std::generic_category().message(errno)};
  std::string text;
  std::array<char, 4'096> block{};
  while (in && text.size() <= file_bytes_max) {
    in.read(block.data(), block.size());
    text.append(block.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) throw BadSetting{path.string() + ": cannot be read"};
  if (text.size() > file_bytes_max)
    throw BadSetting{path.string() + ": is too large to be a settings file"};
  return text;
}

void set_file(Settings& settings, const fs::path& path) {
  const std::string text = file_text(path);
  toml::table table;
  try {
    table = toml::parse(text, path.string());
  } catch (const toml::parse_error& fault) {
    throw BadSetting{path.string() + ':' + std::to_string(fault.source().begin.line) +
                     ": is not TOML: " + in_one_line(fault.description())};
  }
  set_table(settings, table, "", path.string());
}

// A value that only looks like several lines of TOML is none: one --set changes one setting.
std::optional<toml::table> parse_value(std::string_view text) {
  try {
    toml::table table = toml::parse("value = " + std::string{text});
    return table.size() == 1 ? std::optional{std::move(table)} : std::nullopt;
  } catch (const toml::parse_error&) {
    return std::nullopt;
  }
}

// A text needs no quotes on the command line, where the shell takes them away: "0.10", "on" and
// "./2026" are what they look like. With quotes or a bracket it is TOML, whole or not at all.
bool bare(const Row& row, std::string_view text) {
  const bool opened = text.starts_with('"') || text.starts_with('\'') || text.starts_with('[');
  return !opened && (row.kind == Kind::text || row.kind == Kind::money || row.kind == Kind::choice);
}

void set_one(Settings& settings, std::string_view assignment) {
  constexpr std::string_view source = "--set";
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos)
    throw BadSetting{"--set " + shown(assignment) + ": expected name=value"};
  const std::string_view name = assignment.substr(0, equals);
  const std::string_view text = assignment.substr(equals + 1);
  const Row* row = find_row(name);
  if (row == nullptr) refuse_name(source, name);
  std::optional<toml::table> parsed;
  if (!bare(*row, text)) parsed = parse_value(text);
  if (parsed)
    set(settings, *row, *parsed->get("value"), source);
  else
    set(settings, *row, toml::value<std::string>{text}, source);
}

}  // namespace

Settings load(const std::optional<fs::path>& file, std::span<const std::string> sets) {
  Settings settings;
  if (file) set_file(settings, *file);
  for (const std::string& assignment : sets) set_one(settings, assignment);
  return settings;
}

}  // namespace bursar::config
