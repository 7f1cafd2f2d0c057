#include "ledger/result.hpp"
#include "net/errors.hpp"

namespace bursar::net {

using ledger::Errc;

namespace {

constexpr std::string_view again_elsewhere = "Send it again on a new connection.";

// 65536 as "65,536".
std::string grouped(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table too
Outcome outcome(FramingError error) {
  const auto bad = [](std::string_view detail) {
    return Outcome{400, "INVALID_REQUEST", "INVALID_REQUEST", "The request is malformed", detail};
  };
  switch (error) {
    case FramingError::malformed:
      return bad("This is not HTTP/1.1 as RFC 9112 has it.");
    case FramingError::other_protocol:
      return bad("The first byte begins no method: HTTP/1.1 without TLS is served here.");
    case FramingError::plain_http:
      return bad("TLS is spoken here: ask by https.");
    case FramingError::request_line:
      return bad("The first line must be METHOD, target and HTTP/1.1, a single space between.");
    case FramingError::target:
      return bad("The target must be a path or an http URI, of visible ASCII and without '#'.");
    case FramingError::http_version:
      return bad("Only HTTP/1.1 is served.");
    case FramingError::line_end:
      return bad("A line of the head does not end with CRLF.");
    case FramingError::folded_line:
      return bad("A header line begins with a space or tab: folded lines are not taken.");
    case FramingError::field_name:
      return bad("A header line has no name, no colon, or what a name may not have before it.");
    case FramingError::field_value:
      return bad("A header field's value has a control character.");
    case FramingError::host:
      return bad("There is no Host field, or an empty one.");
    case FramingError::two_hosts:
      return bad("There are two Host fields.");
    case FramingError::content_length:
      return bad("Content-Length must be one run of digits.");
    case FramingError::two_lengths:
      return bad("There are two Content-Length fields.");
    case FramingError::expectation:
      return bad("No other expectation than 100-continue is met.");
    case FramingError::body_not_allowed:
      return bad("This method carries no body.");
    case FramingError::transfer_encoding:
      return {501, "NOT_IMPLEMENTED", "NOT_IMPLEMENTED", "Transfer-Encoding is not supported",
              "Send Content-Length."};
    case FramingError::headers_too_large:
    case FramingError::too_many_fields:
      return {431, "HEADERS_TOO_LARGE", "HEADERS_TOO_LARGE", "The header fields are too large",
              "Send fewer or shorter header fields."};
    case FramingError::uri_too_long:
      return {414, "URI_TOO_LONG", "URI_TOO_LONG", "The request target is too long",
              "Shorten the path or the query."};
    case FramingError::body_too_large:
      return {413, "PAYLOAD_TOO_LARGE", "PAYLOAD_TOO_LARGE", "The body is too large",
              "Send less at once."};
    case FramingError::header_timeout:
    case FramingError::body_timeout:
      return {.status = 408,
              .code = "REQUEST_TIMEOUT",
              .agentpay = "REQUEST_TIMEOUT",
              .title = "The request took too long to arrive",
              .detail = again_elsewhere,
              .retryable = true};
    case FramingError::overloaded:
      return outcome(Errc::overloaded);
  }
  return {};
}

std::string detail(const FramingRefusal& refusal) {
  const std::string bound = grouped(refusal.bound);
  const bool known = refusal.bound > 0;
  if (known && refusal.error == FramingError::headers_too_large)
    return "The head may take " + bound + " bytes (http.header_bytes_max).";
  if (known && refusal.error == FramingError::too_many_fields)
    return "A request may have " + bound + " header fields.";
  if (known && refusal.error == FramingError::uri_too_long)
    return "The target may take " + bound + " bytes.";
  if (known && refusal.error == FramingError::body_too_large)
    return "The body is " + grouped(refusal.body_bytes) + " bytes; at most " + bound +
           " are taken here (" + std::string{refusal.setting} + ").";
  if (known && refusal.error == FramingError::header_timeout)
    return "The head may take " + bound + " ms (http.header_deadline_ms). " +
           std::string{again_elsewhere};
  if (known && refusal.error == FramingError::body_timeout)
    return "The body may take " + bound + " ms (http.body_deadline_ms). " +
           std::string{again_elsewhere};
  return std::string{outcome(refusal.error).detail};
}

Outcome outcome(EdgeRefusal refusal) {
  switch (refusal) {
    case EdgeRefusal::no_such_route:
      return {404, "NOT_FOUND", "NOT_FOUND", "There is no such endpoint",
              "/openapi/spec.json lists all of them."};
    case EdgeRefusal::method_not_allowed:
      return {405, "METHOD_NOT_ALLOWED", "METHOD_NOT_ALLOWED", "The method is not allowed here",
              "Allow names those that are."};
    case EdgeRefusal::unsupported_media_type:
      return {415, "UNSUPPORTED_MEDIA_TYPE", "UNSUPPORTED_MEDIA_TYPE", "The body must be JSON",
              "Send 'Content-Type: application/json'."};
    case EdgeRefusal::misdirected:
      return {421, "MISDIRECTED", "MISDIRECTED", "This host is not served here",
              "Name a listening address, or list the host in http.hosts."};
    case EdgeRefusal::foreign_origin:
      return {403, "FORBIDDEN", "FORBIDDEN", "Requests from this origin are not served",
              "List the origin's host in http.hosts."};
    case EdgeRefusal::not_ready:
      return {503, "OVERLOADED", "OVERLOADED", "The engine is not ready", "Try again.", true, 1};
    case EdgeRefusal::backup_refused:
      return {409, "BACKUP_REFUSED", "BACKUP_REFUSED", "No backup can begin there, or now",
              "Choose another directory, or wait until the backup under way is complete."};
    case EdgeRefusal::backup_failed:
      return {500, "BACKUP_FAILED", "BACKUP_FAILED", "The backup could not be completed",
              "Nothing is left of it; look at the disks of the engine's machine."};
    case EdgeRefusal::reconciliation_refused:
      return {409, "RECONCILIATION_REFUSED", "RECONCILIATION_REFUSED",
              "No reconciliation can begin now", "Wait until the one under way is complete."};
    case EdgeRefusal::statement_unavailable:
      return {502, "STATEMENT_UNAVAILABLE", "STATEMENT_UNAVAILABLE",
              "The connector gave no statement that can be compared",
              "Nothing was compared; look at the connector, and ask again."};
  }
  return {};
}

}  // namespace bursar::net
