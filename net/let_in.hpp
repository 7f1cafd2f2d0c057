#pragma once

// Whether whoever asked is let in still: a key may be revoked, or a session end, while what it
// asked for is under way.

#include "actors/engine.hpp"
#include "net/visit.hpp"

namespace bursar::net {

/// Of the visit's key or session, whose permissions never change while it is let in. It asks the
/// engine alone, so that the visit and its edge may be gone by then. It is no use of the key.
actors::LetIn let_in(const Visit& visit);

}  // namespace bursar::net
