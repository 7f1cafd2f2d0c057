#include "tests/fuzz/http_rules.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
#include <optional>
#include <span>
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

std::optional<Head> request_line(std::string_view line) {
  if (std::ranges::count(line, ' ') != 2) return std::nullopt;
  Head head;
  head.method = line.substr(0, line.find(' '));
  head.version = line.substr(line.rfind(' ') + 1);
  head.target = line.substr(head.method.size() + 1,
                            line.size() - head.method.size() - head.version.size() - 2);
  return head;
}

std::optional<Fields::value_type> field(std::string_view line) {
  const auto colon = std::min(line.find(':'), line.size());
  if (colon == line.size() || !token(line.substr(0, colon))) return std::nullopt;
  if (!field_value(line.substr(colon + 1))) return std::nullopt;
  return Fields::value_type{lower(line.substr(0, colon)), trimmed(line.substr(colon + 1))};
}

std::optional<Head> taken_apart(std::string_view written) {
  const auto lines = lines_of(written);
  if (!lines) return std::nullopt;
  auto head = request_line(lines->front());
  if (!head) return std::nullopt;
  for (const std::string_view line : std::span{*lines}.subspan(1)) {
    const auto one = field(line);
    if (!one) return std::nullopt;
    head->fields.push_back(*one);
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

bool line_obeys(std::string_view line, std::size_t fields_before, bool first,
                const net::FramingLimits& limits) {
  if (!first) return fields_before < limits.header_fields_max && field(line).has_value();
  const auto head = request_line(line);
  return head && head->target.size() <= limits.uri_bytes_max && request_line_obeys(*head);
}

/// A line whose end has not come: of a request line one can tell what it asks in, and that its
/// target is too long.
bool beginning_obeys(std::string_view rest, bool first, const net::FramingLimits& limits) {
  if (!first || rest.empty()) return true;
  constexpr std::string_view behind_target = " HTTP/1.1\r";
  const auto space = rest.find(' ');
  return token(rest.substr(0, 1)) &&
         (space == rest.npos ||
          rest.size() - space - 1 <= limits.uri_bytes_max + behind_target.size());
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

bool may_become_a_head(std::string_view bytes, const net::FramingLimits& limits) {
  std::string_view rest = bytes;
  for (std::size_t lines = 0;; ++lines) {
    const auto feed = rest.find('\n');
    if (feed == rest.npos)
      return bytes.size() <= limits.header_bytes_max && beginning_obeys(rest, lines == 0, limits);
    const std::string_view line = rest.substr(0, feed);
    rest.remove_prefix(feed + 1);
    if (!line.ends_with('\r') || bytes.size() - rest.size() > limits.header_bytes_max) return false;
    if (line.size() == 1 && lines > 0) return true;
    const std::size_t fields_before = lines == 0 ? 0 : lines - 1;
    if (!line_obeys(line.substr(0, line.size() - 1), fields_before, lines == 0, limits))
      return false;
  }
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
