// Settings from a file and from the command line: what is accepted is within its bounds, and a
// refusal is one line that names where and what.

#include "config/load.hpp"
#include "config/rows.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/temporary_directory.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace bursar::fuzz {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t sets_max = 3;

fs::path written_file(std::string_view text) {
  static const tests::TemporaryDirectory directory{tests::TemporaryDirectory::quick_place()};
  fs::path path = directory.path() / "bursar.toml";
  std::ofstream{path, std::ios::binary | std::ios::trunc} << text;
  return path;
}

void is_within_its_bounds(const config::Settings& settings) {
  config::Settings again = settings;
  for (const config::Row& row : config::rows())
    must(row.write(again, row.read(settings)), "what was accepted is accepted again");
  must(again == settings, "and changes nothing");
}

bool one_line(std::string_view text) {
  return !text.empty() && std::ranges::none_of(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

/// "<place>: http.listen = … will not do; expected …", or which name there is none of, or what is
/// no TOML in which line.
void names_what_is_wrong(std::string_view told, std::string_view place) {
  must(told.starts_with(place), "a refusal names where");
  must(one_line(told), "a refusal is one line");
  const bool a_value = std::ranges::any_of(config::rows(), [&](const config::Row& row) {
    return told.contains(row.name) && told.contains(": " + row.name + " = ") &&
           told.contains("; expected " + row.expected);
  });
  must(a_value || told.contains(": there is no setting ") || told.contains(": is not TOML: ") ||
           told.contains(": expected name=value"),
       "a refusal names the setting, or says what is none");
}

void load(const std::optional<fs::path>& file, const std::vector<std::string>& sets) {
  try {
    is_within_its_bounds(config::load(file, sets));
  } catch (const config::BadSetting& bad) {
    names_what_is_wrong(bad.what(), file ? file->string() + ':' : "--set");
  }
}

}  // namespace

void config(Input input) {
  const std::string_view text = text_of(input);
  load(written_file(text), {});
  std::size_t sets = 0;
  for (std::size_t begin = 0; begin < text.size() && sets < sets_max; ++sets) {
    const auto end = std::min(text.find('\n', begin), text.size());
    load(std::nullopt, {std::string{text.substr(begin, end - begin)}});
    begin = end + 1;
  }
}

}  // namespace bursar::fuzz
