#pragma once

// Reads a head that HeadScan has found complete: Beast takes it apart, FramingFields judges it. The
// request's views point into the head.

#include "net/request.hpp"
#include "net/service.hpp"

#include <cstddef>
#include <expected>
#include <string_view>

namespace bursar::net {

struct SessionHead {
  std::string_view text;  // the whole
  Request request;        // without what the session itself knows: body, peer, time
  std::size_t body_bytes = 0;
  bool expects_continue = false;
  bool close = false;      // the client wants no other request on this connection
  bool head_only = false;  // HEAD: the answer's body is not sent
};

std::expected<SessionHead, FramingError> parse_head(std::string_view head);

}  // namespace bursar::net
