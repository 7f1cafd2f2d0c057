#pragma once

// How much a session takes and for how long it waits, read off the server's options.

#include "net/framing.hpp"
#include "net/server.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace bursar::net {

/// What a session waits for, of which each has its deadline.
enum class SessionWait : std::uint8_t {
  answers,
  first_byte,
  head,
  body,
  next_request,
  write,
  goodbye,
};

std::chrono::milliseconds deadline(SessionWait wait, const Server::Options& options, bool stopping);

FramingLimits framing_limits(const Server::Options& options);
/// What a request went past that is refused so: bytes, fields or milliseconds; 0: no bound of ours.
std::size_t bound_of(FramingError error, const Server::Options& options);

}  // namespace bursar::net
