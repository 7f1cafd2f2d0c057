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
  malformed,          // 400
  transfer_encoding,  // 501
  http_version,       // 400: HTTP/1.1 only
  host,               // 400: not exactly one
  content_length,     // 400: not one run of digits
  expectation,        // 400: other than 100-continue
  body_not_allowed,   // 400: GET or DELETE with a body
  headers_too_large,  // 431
  uri_too_long,       // 414
  body_too_large,     // 413
  header_timeout,     // 408
  body_timeout,       // 408
  overloaded,         // 503: no memory is left for what arrives
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
  virtual void refuse(FramingError error, Exchange& exchange) = 0;

  /// The bound of the body that this endpoint takes.
  virtual std::size_t body_bytes_max(Verb verb, std::string_view path) const = 0;

  /// The metric label of each route_label; the first is for what no endpoint matches.
  virtual std::span<const std::string_view> route_labels() const = 0;
};

}  // namespace bursar::net
