#include "actors/approvals.hpp"

#include "actors/fail_stop.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

using ledger::Sequence;
using std::chrono::milliseconds;
using Moment = caf::actor_clock::time_point;

// Long enough that nothing is looked at in vain; an operator may accept a clock that is ahead.
constexpr milliseconds nap_max{1'000};
// A wallet that was told of a deadline and is busy is told again.
constexpr std::int64_t again_ms = 60'000;
constexpr std::size_t late_together = 256;

struct Waiter {
  std::shared_ptr<ApprovalCall> call;
  Moment until;
};

struct State {
  static inline const char* name = "approvals";
  std::optional<ApprovalsDesk> desk;
  std::optional<OpenApprovals> open;
  std::unordered_map<Sequence, std::vector<Waiter>> waiters;
  std::multiset<Moment> patience;  // of all of them
  std::optional<Moment> wakes;     // when Due comes that is under way
};

using Self = Approvals::stateful_pointer<State>;

template <class C>
void refuse(State& state, const std::shared_ptr<C>& call, ledger::Errc code) {
  call->refused = code;
  call->outcome = ledger::refuse(code);
  state.desk->around.line.append(call);
}

void answer(State& state, const std::shared_ptr<ApprovalCall>& call) {
  call->outcome = state.open->find(call->command.request).value();
  state.desk->around.line.append(call);
}

// --- When to look again.

std::optional<Moment> next_look(Self self) {
  State& state = self->state;
  const Moment now = self->clock().now();
  std::optional<Moment> next;
  if (!state.patience.empty()) next = *state.patience.begin();
  if (const auto deadline = state.open->next_deadline()) {
    const std::int64_t left = deadline->milliseconds - state.desk->clock.now().milliseconds;
    const Moment then = now + std::clamp(milliseconds{left}, milliseconds{1}, nap_max);
    next = next ? std::min(*next, then) : then;
  }
  return next;
}

void wake_in_time(Self self) {
  State& state = self->state;
  const auto next = next_look(self);
  if (!next || (state.wakes && *state.wakes <= *next)) return;
  state.wakes = next;
  const auto pause = std::max(*next - self->clock().now(), Moment::duration{milliseconds{1}});
  self->delayed_send(self, pause, Due{});
}

// --- Who waits to hear.

void answer(State& state, const Waiter& waiter) {
  state.patience.erase(state.patience.find(waiter.until));
  answer(state, waiter.call);
  state.desk->waiters.fetch_sub(1);
}

void answer_all(State& state, Sequence request) {
  const auto waiting = state.waiters.extract(request);
  if (waiting.empty()) return;
  for (const Waiter& waiter : waiting.mapped()) answer(state, waiter);
}

void answer_impatient(State& state, Moment now) {
  if (state.patience.empty() || *state.patience.begin() > now) return;
  for (auto& [request, waiting] : state.waiters)
    std::erase_if(waiting, [&](const Waiter& waiter) {
      if (waiter.until > now) return false;
      answer(state, waiter);
      return true;
    });
  std::erase_if(state.waiters, [](const auto& row) { return row.second.empty(); });
}

void on_approval(Self self, const std::shared_ptr<ApprovalCall>& call) {
  State& state = self->state;
  const auto known = state.open->find(call->command.request);
  if (!known) return refuse(state, call, ledger::Errc::not_found);
  const bool waits = known->status == ledger::ApprovalStatus::pending &&
                     call->command.wait_ms > 0 && state.patience.size() < approval_waiters_max;
  if (!waits) return answer(state, call);
  // Its place is for those who do something meanwhile.
  state.desk->waiters.fetch_add(1);
  call->admit(Permit{});
  const Moment until = self->clock().now() + milliseconds{call->command.wait_ms};
  state.waiters[call->command.request].push_back({call, until});
  state.patience.insert(until);
  wake_in_time(self);
}

void on_approvals(State& state, const std::shared_ptr<ApprovalsCall>& call) {
  call->outcome = state.open->list(call->command);
  state.desk->around.line.append(call);
}

void on_stop_waiting(State& state) {
  while (!state.waiters.empty()) answer_all(state, state.waiters.begin()->first);
}

// --- What becomes of them.

void on_asked(Self self, const ApprovalAsked& asked) {
  self->state.open->add(asked.open);
  wake_in_time(self);
}

void on_over(State& state, const ApprovalOver& over) {
  state.open->decide(over.decision, over.by);
  answer_all(state, over.decision.request);
}

void on_due(Self self) {
  State& state = self->state;
  // One that a nearer one has overtaken would bring another, and that another.
  if (state.wakes && self->clock().now() < *state.wakes) return;
  state.wakes.reset();
  const ledger::Time now = state.desk->clock.now();
  for (std::size_t told = 0; told < late_together; ++told) {
    const auto late = state.open->take_late(now, {now.milliseconds + again_ms});
    if (!late) break;
    state.desk->around.tell(late->wallet, Expire{late->request, now});
  }
  answer_impatient(state, self->clock().now());
  wake_in_time(self);
}

Approvals::behavior_type behavior(Self self, const ApprovalsDesk& desk,
                                  const std::shared_ptr<OpenApprovals>& open) {
  fail_stop(self, &desk.around.on_fatal);
  self->state.desk.emplace(desk);
  self->state.open.emplace(std::move(*open));
  wake_in_time(self);
  return {
      [self](const Ask<ApprovalCall>& ask) { on_approval(self, ask.call); },
      [self](const Ask<ApprovalsCall>& ask) { on_approvals(self->state, ask.call); },
      [self](const ApprovalAsked& asked) { on_asked(self, asked); },
      [self](const ApprovalOver& over) { on_over(self->state, over); },
      [self](Due) { on_due(self); },
      [self](StopWaiting) { on_stop_waiting(self->state); },
  };
}

}  // namespace

Approvals spawn_approvals(caf::actor_system& system, const ApprovalsDesk& desk,
                          OpenApprovals open) {
  return system.spawn(behavior, desk, std::make_shared<OpenApprovals>(std::move(open)));
}

}  // namespace bursar::actors
