#include "tests/fuzz/http_rules.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bursar::fuzz {

namespace {

using Fields = std::vector<std::pair<std::string, std::string_view>>;  // name in lower case

struct Head {
  std::string_view method;
  std::string_view target;
  std::string_view version;
  Fields fields;
};

bool token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (std::isalnum(static_cast<unsigned char>(c)) != 0 && c > 0) ||
           std::string_view{"!#$%&'*+-.^_`|~"}.contains(c);
  });
}

bool field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

std::string_view trimmed(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(" \t"), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

std::string lower(std::string_view text) {
  std::string all{text};
  for (char& c : all) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return all;
}

/// The lines without their ends; none unless each ends with CRLF and the last one is empty.
std::optional<std::vector<std::string_view>> lines_of(std::string_view head) {
  std::vector<std::string_view> lines;
  while (!head.empty()) {
    const auto end = head.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    lines.push_back(head.substr(0, end));
    head.remove_prefix(end + 2);
  }
  if (lines.size() < 2 || !lines.back().empty()) return std::nullopt;
  lines.pop_back();
  return lines;
}

std::optional<Head> taken_apart(std::string_view written) {
  const auto lines = lines_of(written);
  if (!lines) return std::nullopt;
  const std::string_view first = lines->front();
  if (std::ranges::count(first, ' ') != 2) return std::nullopt;
  Head head;
  head.method = first.substr(0, first.find(' '));
  head.version = first.substr(first.rfind(' ') + 1);
  head.target = first.substr(head.method.size() + 1,
                             first.size() - head.method.size() - head.version.size() - 2);
  for (const std::string_view line : std::span{*lines}.subspan(1)) {
    const auto colon = std::min(line.find(':'), line.size());
    if (colon == line.size() || !token(line.substr(0, colon))) return std::nullopt;
    if (!field_value(line.substr(colon + 1))) return std::nullopt;
    head.fields.emplace_back(lower(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  }
  return head;
}

std::vector<std::string_view> values(const Head& head, std::string_view name) {
  std::vector<std::string_view> found;
  for (const auto& [field, value] : head.fields)
    if (field == name) found.push_back(value);
  return found;
}

/// Its digits without zeros in front; none when it is not one run of digits that fits.
std::optional<std::size_t> length_of(std::string_view value) {
  if (value.empty() || value.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  value.remove_prefix(std::min(value.find_first_not_of('0'), value.size()));
  if (value.size() > 18) return std::nullopt;
  std::size_t bytes = 0;
  for (const char digit : value) bytes = bytes * 10 + static_cast<std::size_t>(digit - '0');
  return bytes;
}

/// RFC 9112, 3.2.1 and 3.2.2: a path, or a URI whose authority says something.
bool target_form(std::string_view target) {
  if (target.starts_with('/')) return true;
  if (lower(target.substr(0, 7)) != "http://" || target.size() == 7) return false;
  return target[7] != '/' && target[7] != '?';
}

bool request_line_obeys(const Head& head) {
  return token(head.method) && head.version == "HTTP/1.1" && target_form(head.target) &&
         std::ranges::all_of(head.target, [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
}

bool fields_obey(const Head& head, bool long_bodies) {
  if (!values(head, "transfer-encoding").empty()) return false;
  const auto hosts = values(head, "host");
  if (hosts.size() != 1 || hosts[0].empty()) return false;
  for (const std::string_view value : values(head, "expect"))
    if (lower(value) != "100-continue") return false;
  const auto lengths = values(head, "content-length");
  if (lengths.empty()) return true;
  if (lengths.size() > 1) return false;
  const auto bytes = length_of(lengths[0]);
  if (!bytes) return long_bodies && lengths[0].find_first_not_of("0123456789") == lengths[0].npos;
  constexpr std::string_view bodiless[] = {"GET", "HEAD", "DELETE", "TRACE", "CONNECT"};
  return *bytes == 0 || std::ranges::find(bodiless, head.method) == std::end(bodiless);
}

}  // namespace

bool obeys_the_rules(std::string_view written, const net::FramingLimits& limits) {
  const auto head = taken_apart(written);
  return head && written.size() <= limits.header_bytes_max &&
         head->fields.size() <= limits.header_fields_max &&
         head->target.size() <= limits.uri_bytes_max && request_line_obeys(*head) &&
         fields_obey(*head, true);
}

bool obeys_every_rule(std::string_view written) {
  const auto head = taken_apart(written);
  if (!head || !request_line_obeys(*head) || !fields_obey(*head, false)) return false;
  return std::ranges::none_of(head->fields, [](const auto& field) {
    return field.first == "connection" || field.first == "proxy-connection" ||
           field.first == "upgrade";
  });
}

std::size_t body_bytes(std::string_view written) {
  const auto head = taken_apart(written);
  const auto lengths = head ? values(*head, "content-length") : std::vector<std::string_view>{};
  if (lengths.empty()) return 0;
  std::size_t bytes = 0;
  for (const char digit : lengths[0]) bytes = bytes * 10 + static_cast<std::size_t>(digit - '0');
  return bytes;
}

}  // namespace bursar::fuzz
