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
                                       const OnFatal* on_fatal,
                                       const std::function<void()>& after_answer) {
  fail_stop(self, on_fatal);
  return {[reader, after_answer](Replay& replay) {
    on_replay(*reader, std::move(replay));
    after_answer();
  }};
}

}  // namespace

PolicyReplayer spawn_policy_replayer(caf::actor_system& system,
                                     const persistence::JournalReader& reader,
                                     const OnFatal& on_fatal, WriterThread thread,
                                     std::function<void()> after_answer) {
  if (thread == WriterThread::own)
    return system.spawn<caf::detached>(behavior, &reader, &on_fatal, std::move(after_answer));
  return system.spawn(behavior, &reader, &on_fatal, std::move(after_answer));
}

}  // namespace bursar::actors
