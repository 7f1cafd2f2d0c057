#pragma once

#include "actors/fatal.hpp"
#include "actors/journal_writer.hpp"
#include "actors/protocol.hpp"
#include "persistence/store.hpp"

#include <functional>

namespace bursar::actors {

/// What it reads may be cold and much, so a live replayer has a thread of its own, like the writer.
PolicyReplayer spawn_policy_replayer(caf::actor_system& system,
                                     const persistence::JournalReader& reader,
                                     const OnFatal& on_fatal, WriterThread thread,
                                     std::function<void()> after_answer);

}  // namespace bursar::actors
