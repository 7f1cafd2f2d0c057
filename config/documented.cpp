#include "config/documented.hpp"

#include "config/rows.hpp"

#include <algorithm>
#include <string_view>

namespace bursar::config {
namespace {

constexpr std::size_t columns = 100;

// A JSON-like text is a TOML basic string too; what needs more is not in any default.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

struct Written {
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(const std::string& text) const { return quoted(text); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(const std::vector<std::string>& texts) const {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + quoted(text);
    return '[' + out + ']';
  }
};

std::string default_of(const Row& row) {
  return std::visit(Written{}, row.read(Settings{}));
}

// Words on lines of comments, none longer than a page is wide.
std::string commented(std::string_view text) {
  std::string out;
  std::string line = "#";
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (line.size() + 1 + word.size() > columns) {
      out += line + '\n';
      line = "#";
    }
    (line += ' ') += word;
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return out + line + '\n';
}

}  // namespace

std::string documented_toml() {
  std::string out =
      "# Settings of bursar, each at its default. `bursar serve --config FILE` reads this file;\n"
      "# `--set name=value` overrides it, for one: --set http.io_threads=2\n";
  std::string_view group;
  for (const Row& row : rows()) {
    const std::string_view name = row.name;
    const std::size_t dot = name.find('.');
    if (group != name.substr(0, dot)) {
      group = name.substr(0, dot);
      out += "\n[" + std::string{group} + "]\n";
    }
    out += '\n' + commented(row.help) + commented("Expected: " + row.expected + '.');
    out += std::string{name.substr(dot + 1)} + " = " + default_of(row) + '\n';
  }
  return out;
}

std::string settings_help() {
  std::string out;
  for (const Row& row : rows())
    out +=
        row.name + " = " + default_of(row) + "  " + row.help + " Expected: " + row.expected + ".\n";
  return out;
}

}  // namespace bursar::config
