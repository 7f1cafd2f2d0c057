#include "load/answers.hpp"

#include <charconv>
#include <cstddef>

namespace bursar::load {

namespace {

bool ends_name(std::string_view json, std::size_t at, std::string_view name) {
  return at > 0 && json[at - 1] == '"' && json.substr(at + name.size()).starts_with("\":");
}

}  // namespace

std::optional<std::string_view> text_under(std::string_view json,
                                           std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    std::size_t at = json.find(name);
    while (at != std::string_view::npos && !ends_name(json, at, name)) at = json.find(name, at + 1);
    if (at == std::string_view::npos) return std::nullopt;
    json.remove_prefix(at + name.size() + 2);
  }
  if (!json.starts_with('"')) return std::nullopt;
  json.remove_prefix(1);
  const std::size_t end = json.find('"');
  if (end == std::string_view::npos) return std::nullopt;
  return json.substr(0, end);
}

std::optional<std::uint64_t> last_count(std::string_view json, std::string_view name) {
  std::size_t at = json.rfind(name);
  while (at != std::string_view::npos && !ends_name(json, at, name)) {
    if (at == 0) return std::nullopt;
    at = json.rfind(name, at - 1);
  }
  if (at == std::string_view::npos) return std::nullopt;
  json.remove_prefix(at + name.size() + 2);
  std::uint64_t count = 0;
  const auto read = std::from_chars(json.data(), json.data() + json.size(), count);
  return read.ec == std::errc{} ? std::optional{count} : std::nullopt;
}

}  // namespace bursar::load
