#pragma once

// Puts evidence where it is kept, before anything is recorded of it. That takes as long as a disk
// does, so a live one has a thread of its own; a simulated one shares the schedule.

#include "actors/fatal.hpp"
#include "actors/journal_writer.hpp"
#include "actors/ports.hpp"
#include "actors/protocol.hpp"
#include "actors/surroundings.hpp"

#include <functional>

namespace bursar::actors {

/// What outlives it.
struct EvidenceDesk {
  const Surroundings& around;
  EvidenceShelf* shelf;  // none: nothing is kept, and every piece refused
  const OnFatal& on_fatal;
};

/// Whoever waits for answers is told of each refusal by `after_answer`.
EvidenceKeeper spawn_evidence_keeper(caf::actor_system& system, const EvidenceDesk& desk,
                                     WriterThread thread, std::function<void()> after_answer);

}  // namespace bursar::actors
