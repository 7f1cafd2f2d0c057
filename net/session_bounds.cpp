#include "net/session_bounds.hpp"

namespace bursar::net {

namespace {

using std::chrono::milliseconds;

// For how long a client may go on sending after the last answer; closing at once would reset the
// connection and could destroy the answer on its way.
constexpr milliseconds goodbye_deadline{2'000};
constexpr milliseconds goodbye_deadline_when_stopping{500};
// Answers take longer than a common round: one listens meanwhile, for more requests or a goodbye.
constexpr milliseconds slow_answer{100};

}  // namespace

milliseconds deadline(SessionWait wait, const Server::Options& options, bool stopping) {
  switch (wait) {
    case SessionWait::answers:
      return slow_answer;
    case SessionWait::first_byte:
    case SessionWait::head:
      return options.header_deadline;
    case SessionWait::body:
      return options.body_deadline;
    case SessionWait::next_request:
      return options.idle_deadline;
    case SessionWait::write:
      return options.write_deadline;
    case SessionWait::goodbye:
      return stopping ? goodbye_deadline_when_stopping : goodbye_deadline;
  }
  return slow_answer;
}

FramingLimits framing_limits(const Server::Options& options) {
  return {.header_bytes_max = options.header_bytes_max,
          .header_fields_max = options.header_fields_max,
          .uri_bytes_max = options.uri_bytes_max};
}

std::size_t bound_of(FramingError error, const Server::Options& options) {
  if (error == FramingError::headers_too_large) return options.header_bytes_max;
  if (error == FramingError::too_many_fields) return options.header_fields_max;
  if (error == FramingError::uri_too_long) return options.uri_bytes_max;
  if (error == FramingError::header_timeout)
    return static_cast<std::size_t>(options.header_deadline.count());
  if (error == FramingError::body_timeout)
    return static_cast<std::size_t>(options.body_deadline.count());
  return 0;
}

}  // namespace bursar::net
