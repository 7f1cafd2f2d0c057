#include "actors/evidence_keeper.hpp"

#include "actors/fail_stop.hpp"

#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

struct State {
  static inline const char* name = "evidence_keeper";
  std::optional<EvidenceDesk> desk;
  std::function<void()> after_answer;
};

using Self = EvidenceKeeper::stateful_pointer<State>;

// It rests on nothing that is not durable, so it waits for nothing.
void refuse(const State& state, std::shared_ptr<DisputeCall> call, EvidenceRefusal refusal) {
  call->outcome = ledger::refuse(refusal.code);
  call->why = std::move(refusal.why);
  Call::answer(std::move(call));
  state.after_answer();
}

void on_piece(const State& state, const KeyedAsk<DisputeCall>& asked) {
  const auto& [around, shelf, on_fatal] = *state.desk;
  DisputeCommand& command = asked.call->command;
  if (shelf == nullptr)
    return refuse(state, asked.call, {.why = "No evidence is kept by this engine."});
  const auto& [refund, added] = std::tie(command.act.refund, command.act.added);
  const EvidenceOwner owner{
      .environment = refund.giver.environment,
      .organization = added.by_payee ? refund.giver.organization : refund.to.organization};
  auto kept = shelf->keep(owner, added.sha256, command.content);
  command.content.clear();
  if (!kept) return refuse(state, asked.call, std::move(kept.error()));
  const WayIn way = around.way_to(command.act.refund.giver.account);
  if (!way) return refuse(state, asked.call, {.code = ledger::Errc::not_found});
  around.send(way, asked);
}

EvidenceKeeper::behavior_type behavior(Self self, const EvidenceDesk& desk,
                                       const std::function<void()>& after_answer) {
  fail_stop(self, &desk.on_fatal);
  self->state.desk.emplace(desk);
  self->state.after_answer = after_answer;
  return {[self](const KeyedAsk<DisputeCall>& asked) { on_piece(self->state, asked); }};
}

}  // namespace

EvidenceKeeper spawn_evidence_keeper(caf::actor_system& system, const EvidenceDesk& desk,
                                     WriterThread thread, std::function<void()> after_answer) {
  return thread == WriterThread::own
             ? system.spawn<caf::detached>(behavior, desk, std::move(after_answer))
             : system.spawn(behavior, desk, std::move(after_answer));
}

}  // namespace bursar::actors
