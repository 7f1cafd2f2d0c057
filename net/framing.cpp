#include "net/framing.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace bursar::net {

namespace {

constexpr std::string_view version_prefix = "HTTP/";
constexpr std::string_view version = "HTTP/1.1";

constexpr std::string_view token_marks = "!#$%&'*+-.^_`|~";

constexpr bool digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// What a byte may be part of, looked up once per byte of every head.
enum Class : std::uint8_t { nothing = 0, token = 1, target = 2, value = 4 };

constexpr std::array<std::uint8_t, 256> classes = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const char c = static_cast<char>(i);
    const bool visible = i > 0x20 && i < 0x7f;
    const bool letter = lower(c) >= 'a' && lower(c) <= 'z';
    unsigned bits = nothing;
    if (letter || digit(c) || (visible && token_marks.contains(c))) bits |= token;
    if (visible && c != '#') bits |= target;
    if (visible || c == ' ' || c == '\t' || i >= 0x80) bits |= value;
    table[i] = static_cast<std::uint8_t>(bits);
  }
  return table;
}();

bool all(std::string_view text, Class wanted) {
  return std::ranges::all_of(
      text, [wanted](char c) { return (classes[static_cast<unsigned char>(c)] & wanted) != 0; });
}

// RFC 9112, 3.2: the path of a request, or the whole URI as clients of a proxy write it.
bool target_form(std::string_view text) {
  if (!all(text, target)) return false;
  return text.starts_with('/') || !absolute_authority(text).empty();
}

std::optional<FramingError> request_line_error(std::string_view line, std::size_t uri_bytes_max) {
  const auto method_end = line.find(' ');
  const auto target_end = line.rfind(' ');
  if (method_end == std::string_view::npos || method_end == 0) return FramingError::request_line;
  if (!all(line.substr(0, method_end), token)) return FramingError::request_line;
  if (target_end - method_end > uri_bytes_max + 1) return FramingError::uri_too_long;
  if (target_end == method_end) return FramingError::request_line;

  const auto path = line.substr(method_end + 1, target_end - method_end - 1);
  if (!target_form(path)) {
    // The preface of HTTP/2 asks for `*`.
    return line.ends_with("HTTP/2.0") ? FramingError::http_version : FramingError::target;
  }
  const auto spoken = line.substr(target_end + 1);
  if (spoken == version) return {};
  return spoken.starts_with(version_prefix) ? FramingError::http_version
                                            : FramingError::request_line;
}

std::optional<FramingError> field_line_error(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || !all(line.substr(0, colon), token))
    return line.starts_with(' ') || line.starts_with('\t') ? FramingError::folded_line
                                                           : FramingError::field_name;
  if (!all(line.substr(colon + 1), value)) return FramingError::field_value;
  return {};
}

}  // namespace

HeadScan::State HeadScan::scan(std::string_view bytes, const FramingLimits& limits) {
  for (;;) {
    const auto feed = bytes.find('\n', searched_);
    if (feed == std::string_view::npos) {
      searched_ = bytes.size();
      if (const auto error = unfinished_error(bytes, limits)) return refuse(*error);
      return State::incomplete;
    }
    auto line = bytes.substr(line_begin_, feed - line_begin_);
    if (!line.ends_with('\r')) return refuse(FramingError::line_end);
    line.remove_suffix(1);
    searched_ = line_begin_ = feed + 1;
    if (line.empty() && lines_ > 0 && line_begin_ <= limits.header_bytes_max)
      return State::complete;
    if (const auto error = line_error(line, limits)) return refuse(*error);
  }
}

std::optional<FramingError> HeadScan::line_error(std::string_view line,
                                                 const FramingLimits& limits) {
  if (lines_++ == 0) {
    if (const auto error = request_line_error(line, limits.uri_bytes_max)) return error;
  } else if (lines_ - 1 > limits.header_fields_max) {
    return FramingError::too_many_fields;
  }
  if (line_begin_ > limits.header_bytes_max) return FramingError::headers_too_large;
  return lines_ == 1 ? std::nullopt : field_line_error(line);
}

std::optional<FramingError> HeadScan::unfinished_error(std::string_view bytes,
                                                       const FramingLimits& limits) const {
  if (bytes.empty()) return {};
  if (lines_ == 0) {
    // Another protocol altogether, such as TLS, says so with its first byte.
    if (!all(bytes.substr(0, 1), token)) return FramingError::other_protocol;
    const auto method_end = bytes.find(' ');
    const auto rest = method_end == std::string_view::npos ? 0 : bytes.size() - method_end - 1;
    if (rest > limits.uri_bytes_max + version.size() + 2) return FramingError::uri_too_long;
  }
  if (bytes.size() > limits.header_bytes_max) return FramingError::headers_too_large;
  return {};
}

std::optional<FramingError> FramingFields::host(std::string_view value) {
  if (host_) return FramingError::two_hosts;
  if (value.empty()) return FramingError::host;
  host_ = true;
  return {};
}

std::optional<FramingError> FramingFields::content_length(std::string_view value) {
  if (body_bytes_) return FramingError::two_lengths;
  if (value.empty() || !std::ranges::all_of(value, digit)) return FramingError::content_length;
  std::size_t bytes = 0;
  for (const char c : value) {
    const auto units = static_cast<std::size_t>(c - '0');
    // Beyond every bound anyway; must only not wrap around.
    if (bytes > std::numeric_limits<std::size_t>::max() / 16) return FramingError::body_too_large;
    bytes = bytes * 10 + units;
  }
  body_bytes_ = bytes;
  return {};
}

std::optional<FramingError> FramingFields::expect(std::string_view value) {
  if (!equal_ignoring_case(value, "100-continue")) return FramingError::expectation;
  expects_continue_ = true;
  return {};
}

std::optional<FramingError> FramingFields::end(std::string_view method) const {
  if (!host_) return FramingError::host;
  if (body_bytes() == 0) return {};
  constexpr std::array<std::string_view, 5> bodiless = {"GET", "HEAD", "DELETE", "TRACE",
                                                        "CONNECT"};
  if (std::ranges::find(bodiless, method) != bodiless.end()) return FramingError::body_not_allowed;
  return {};
}

std::string_view absolute_authority(std::string_view text) {
  constexpr std::string_view scheme = "http://";
  if (text.starts_with('/')) return {};
  if (!equal_ignoring_case(text.substr(0, scheme.size()), scheme)) return {};
  text.remove_prefix(scheme.size());
  return text.substr(0, text.find_first_of("/?"));
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

}  // namespace bursar::net
