#pragma once

#include "actors/durable_marks.hpp"
#include "actors/fatal.hpp"
#include "actors/journal_writer.hpp"
#include "actors/protocol.hpp"
#include "persistence/store.hpp"

namespace bursar::actors {

/// What the projector works with; outlives it.
struct ProjectorDesk {
  persistence::JournalFollower& follower;
  const DurableMarks& marks;
  const OnFatal& on_fatal;
};

/// A commit blocks, so a live projector has a thread of its own, like the writer. It follows by
/// itself from here on.
Projector spawn_projector(caf::actor_system& system, const ProjectorDesk& desk,
                          WriterThread thread);

}  // namespace bursar::actors
