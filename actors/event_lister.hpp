#pragma once

#include "actors/event_list.hpp"
#include "actors/fatal.hpp"
#include "actors/journal_writer.hpp"
#include "actors/protocol.hpp"

#include <functional>

namespace bursar::actors {

/// What it reads may be cold, so a live lister has a thread of its own, like the writer. A page is
/// read piece by piece, and organisations take turns: one that asks for much that a filter leaves
/// out keeps nobody waiting for longer than a piece. Whoever waits for answers is told of each by
/// `after_answer`.
EventLister spawn_event_lister(caf::actor_system& system, EventReading reading,
                               const OnFatal& on_fatal, WriterThread thread,
                               std::function<void()> after_answer);

}  // namespace bursar::actors
