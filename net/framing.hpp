#pragma once

// Where one HTTP/1.1 request ends and the next begins, stricter than RFC 9112 allows: what two
// parsers could read in two ways is refused, and the connection with it. Pure: looks at bytes and
// keeps none. Boost.Beast 1.81 lets much of this through (a chunked coding it does not know, equal
// Content-Lengths, folded lines, two Hosts), so a session asks here first.

#include "net/request.hpp"
#include "net/service.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bursar::net {

struct FramingLimits {
  std::size_t header_bytes_max = 8'192;  // the whole head: request line, fields, empty line
  std::size_t header_fields_max = 64;
  std::size_t uri_bytes_max = 2'048;
};

/// The lines of one head as they come: a request line of HTTP/1.1 with a path or an http URI, then
/// fields, each `name: value` ended by CRLF, none folded, free of control characters, then an empty
/// line.
class HeadScan {
 public:
  enum class State : std::uint8_t { incomplete, complete, refused };

  /// `bytes` begins with the request and grows from call to call; what was looked at is not looked
  /// at again.
  State scan(std::string_view bytes, const FramingLimits& limits);

  std::size_t head_bytes() const { return line_begin_; }  // once complete
  FramingError error() const { return error_; }           // once refused

 private:
  State refuse(FramingError error) {
    error_ = error;
    return State::refused;
  }
  std::optional<FramingError> line_error(std::string_view line, const FramingLimits& limits);
  std::optional<FramingError> unfinished_error(std::string_view bytes,
                                               const FramingLimits& limits) const;

  std::size_t line_begin_ = 0;
  std::size_t searched_ = 0;
  std::size_t lines_ = 0;
  FramingError error_ = FramingError::malformed;
};

/// The fields that decide where the body ends. Each is told once per time it stands in the head;
/// what comes back is why the request is refused.
class FramingFields {
 public:
  std::optional<FramingError> host(std::string_view value);
  std::optional<FramingError> content_length(std::string_view value);
  std::optional<FramingError> transfer_encoding() { return FramingError::transfer_encoding; }
  std::optional<FramingError> expect(std::string_view value);

  /// After the last field.
  std::optional<FramingError> end(std::string_view method) const;

  std::size_t body_bytes() const { return body_bytes_.value_or(0); }
  bool expects_continue() const { return expects_continue_; }

 private:
  bool host_ = false;
  bool expects_continue_ = false;
  std::optional<std::size_t> body_bytes_;
};

/// Of a target in absolute form, `http://HOST:PORT/path?query`: HOST:PORT. Empty for any other.
std::string_view absolute_authority(std::string_view text);

/// ASCII only, as field names and their keywords are.
bool equal_ignoring_case(std::string_view left, std::string_view right);

}  // namespace bursar::net
