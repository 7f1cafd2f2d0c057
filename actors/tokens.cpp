#include "actors/tokens.hpp"

#include "actors/fail_stop.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

using std::chrono::milliseconds;
using Moment = caf::actor_clock::time_point;

// Long enough that nothing is looked at in vain; an operator may accept a clock that is ahead.
constexpr milliseconds nap_max{1'000};
// A wallet that was told of a deadline and is busy is told again.
constexpr std::int64_t again_ms = 60'000;
constexpr std::size_t late_together = 256;

struct State {
  static inline const char* name = "tokens";
  std::optional<TokensDesk> desk;
  std::optional<KnownTokens> known;
  std::optional<Moment> wakes;  // when Due comes that is under way
};

using Self = Tokens::stateful_pointer<State>;

void wake_in_time(Self self) {
  State& state = self->state;
  const auto deadline = state.known->next_deadline();
  if (!deadline) return;
  const Moment now = self->clock().now();
  const std::int64_t left = deadline->milliseconds - state.desk->clock.now().milliseconds;
  const auto pause = std::clamp(milliseconds{left}, milliseconds{1}, nap_max);
  if (state.wakes && *state.wakes <= now + pause) return;
  state.wakes = now + pause;
  self->delayed_send(self, pause, Due{});
}

void on_token(State& state, const std::shared_ptr<TokenCall>& call) {
  if (const auto known = state.known->find(call->command.token)) {
    call->outcome = *known;
  } else {
    call->refused = ledger::Errc::not_found;
    call->outcome = ledger::refuse(ledger::Errc::not_found);
  }
  state.desk->around.line.append(call);
}

void on_opened(Self self, const TokenOpened& opened) {
  self->state.known->add(opened.token);
  wake_in_time(self);
}

void on_moved(Self self, const TokenMoved& moved) {
  self->state.known->move(moved.move, moved.by, moved.deadline);
  wake_in_time(self);
}

void on_due(Self self) {
  State& state = self->state;
  // One that a nearer one has overtaken would bring another, and that another.
  if (state.wakes && self->clock().now() < *state.wakes) return;
  state.wakes.reset();
  const ledger::Time now = state.desk->clock.now();
  for (std::size_t told = 0; told < late_together; ++told) {
    const auto late = state.known->take_late(now, {now.milliseconds + again_ms});
    if (!late) break;
    state.desk->around.tell(late->wallet, TokenDue{late->token, now});
  }
  wake_in_time(self);
}

Tokens::behavior_type behavior(Self self, const TokensDesk& desk,
                               const std::shared_ptr<KnownTokens>& known) {
  fail_stop(self, &desk.around.on_fatal);
  self->state.desk.emplace(desk);
  self->state.known.emplace(std::move(*known));
  wake_in_time(self);
  return {
      [self](const Ask<TokenCall>& ask) { on_token(self->state, ask.call); },
      [self](const TokenOpened& opened) { on_opened(self, opened); },
      [self](const TokenMoved& moved) { on_moved(self, moved); },
      [self](Due) { on_due(self); },
  };
}

}  // namespace

Tokens spawn_tokens(caf::actor_system& system, const TokensDesk& desk, KnownTokens known) {
  return system.spawn(behavior, desk, std::make_shared<KnownTokens>(std::move(known)));
}

}  // namespace bursar::actors
