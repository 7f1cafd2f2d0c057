#pragma once

// What a session serves: the router and everything behind it, without a socket in sight.

#include "net/exchange.hpp"
#include "net/request.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace bursar::net {

/// Why a session refuses a request that never became one. Always followed by a close.
enum class FramingError : std::uint8_t {
  malformed,          // 400: whatever else
  other_protocol,     // 400: the first byte begins no method
  plain_http,         // 400: where TLS is spoken
  request_line,       // 400: not three words
  target,             // 400: neither a path nor an http URI of visible characters
  http_version,       // 400: HTTP/1.1 only
  line_end,           // 400: not CRLF
  folded_line,        // 400
  field_name,         // 400: none, or not a token
  field_value,        // 400: a control character
  host,               // 400: none, or an empty one
  two_hosts,          // 400
  content_length,     // 400: not one run of digits
  two_lengths,        // 400
  expectation,        // 400: other than 100-continue
  body_not_allowed,   // 400: GET or DELETE with a body
  transfer_encoding,  // 501
  headers_too_large,  // 431
  too_many_fields,    // 431
  uri_too_long,       // 414
  body_too_large,     // 413
  header_timeout,     // 408
  body_timeout,       // 408
  overloaded,         // 503: no memory is left for what arrives
};

struct FramingRefusal {
  FramingError error;
  std::size_t bound = 0;          // that it went past: bytes, fields or milliseconds; 0: not known
  std::size_t body_bytes = 0;     // that a body too large would have had
  std::string_view setting = {};  // where the bound of a body is set
};

struct BodyLimit {
  std::size_t bytes = 0;
  std::string_view setting;
};

class Service {
 public:
  virtual ~Service() = default;

  /// On an I/O thread. Answers through the exchange, now or later, exactly once.
  virtual void serve(const Request& request, Exchange& exchange) = 0;

  /// Asked before a large body is taken in, of a request without it: whether it would be heard.
  /// When not, the exchange is answered, and the connection closes.
  virtual bool admits(const Request& request, Exchange& exchange) = 0;

  /// Fills exchange.response with the problem; the session sends it and closes.
  virtual void refuse(const FramingRefusal& refusal, Exchange& exchange) = 0;

  /// The bound of the body that this endpoint takes.
  virtual BodyLimit body_limit(Verb verb, std::string_view path) const = 0;

  /// The metric label of each route_label; the first is for what no endpoint matches.
  virtual std::span<const std::string_view> route_labels() const = 0;
};

}  // namespace bursar::net
