#include "actors/policy_replayer.hpp"

#include "actors/fail_stop.hpp"
#include "actors/replayed_wallet.hpp"

#include <utility>

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

void on_replay(const persistence::JournalReader& reader, Replay replay) {
  ReplayPolicyCall& call = *replay.call;
  replay_all(
      call.command, [&](ledger::Sequence sequence) { return reader.record(sequence); },
      *call.outcome);
  replay.place.reset();
  Call::answer(std::move(replay.call));
}

PolicyReplayer::behavior_type behavior(PolicyReplayer::pointer self,
                                       const persistence::JournalReader* reader,
                                       const OnFatal* on_fatal) {
  fail_stop(self, on_fatal);
  return {[reader](Replay& replay) { on_replay(*reader, std::move(replay)); }};
}

}  // namespace

PolicyReplayer spawn_policy_replayer(caf::actor_system& system,
                                     const persistence::JournalReader& reader,
                                     const OnFatal& on_fatal, WriterThread thread) {
  if (thread == WriterThread::own) return system.spawn<caf::detached>(behavior, &reader, &on_fatal);
  return system.spawn(behavior, &reader, &on_fatal);
}

}  // namespace bursar::actors
