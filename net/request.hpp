#pragma once

// One HTTP request as a session hands it over: its framing has been found good. The views point
// into the connection's buffer and are good only until serve() returns.

#include "ledger/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bursar::net {

enum class Verb : std::uint8_t { get, post, put, patch, del, other };

/// By which listening address a request came: the API's, or the one for the operator alone.
enum class Door : std::uint8_t { front, operators };

/// So many bytes behind a body may be read by a parser that reads in blocks.
constexpr std::size_t body_padding_bytes = 64;

struct Request {
  Verb verb = Verb::get;
  std::string_view path;   // before the '?', percent-escapes untouched
  std::string_view query;  // after it
  std::string_view body;

  // Header fields that the edge knows, trimmed; absent is a null view, which an empty value is not.
  // Framing fields are the session's.
  std::string_view host;
  std::string_view origin;
  std::string_view content_type;
  std::string_view authorization;
  std::string_view x_api_key;
  std::string_view x_trove_key;
  std::string_view x_explorer_access;
  std::string_view x_payment_token;
  std::string_view accept;
  std::string_view last_event_id;
  std::string_view idempotency_key;
  std::string_view request_id;
  // One of the above came twice: which of them counts, nobody can say.
  bool repeated_credential = false;
  bool repeated_field = false;  // any other

  std::string_view peer_address;  // "127.0.0.1"
  Door door = Door::front;
  ledger::Time received = {};
};

/// Whether the field came at all, be it empty.
constexpr bool present(std::string_view field) {
  return field.data() != nullptr;
}

}  // namespace bursar::net
