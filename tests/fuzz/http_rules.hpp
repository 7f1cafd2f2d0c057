#pragma once

// The rules of a request's head said a second time, slowly and without Beast: RFC 9112 and what we
// leave out of it.

#include "net/framing.hpp"

#include <cstddef>
#include <string_view>

namespace bursar::fuzz {

/// For a head that was let through: everything that docs and framing.hpp promise of one.
bool obeys_the_rules(std::string_view head, const net::FramingLimits& limits);

/// The same without bounds, and without the fields whose value Beast reads and may refuse.
bool obeys_every_rule(std::string_view head);

/// Whether a head that keeps to the form of its lines and to the limits may begin with these bytes,
/// or is there whole and more behind it.
bool may_become_a_head(std::string_view bytes, const net::FramingLimits& limits);

/// What the one Content-Length says; 0 without one. Of a head that obeys the rules.
std::size_t body_bytes(std::string_view head);

}  // namespace bursar::fuzz
