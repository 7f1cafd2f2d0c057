#pragma once

// Keeps the files of the known keys: writing, merging and reading again take long, so a live one
// has a thread of its own; a simulated one shares the schedule.

#include "actors/fatal.hpp"
#include "actors/journal_writer.hpp"
#include "actors/protocol.hpp"
#include "persistence/known_keys.hpp"

namespace bursar::actors {

/// Both must outlive the actor. From here on whoever makes work for it wakes it.
KeyKeeper spawn_key_keeper(caf::actor_system& system, persistence::KnownKeys& keys,
                           const OnFatal& on_fatal, WriterThread thread);

}  // namespace bursar::actors
