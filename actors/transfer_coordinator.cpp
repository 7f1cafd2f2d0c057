#include "actors/transfer_coordinator.hpp"

#include "actors/approval_news.hpp"
#include "actors/fail_stop.hpp"
#include "ledger/check.hpp"

#include <utility>
#include <variant>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

struct State {
  static inline const char* name = "transfer_coordinator";
  const Surroundings* surroundings = nullptr;
};

using Self = TransferCoordinator::stateful_pointer<State>;

// The record says it all: once it is durable, both sides are told before the client is.
void record(Self self, const Carry& carry) {
  const Surroundings& around = *self->state.surroundings;
  if (carry.end) return caf::anon_send(around.registry, Ending{carry.end, carry.transfer});
  const auto tell_both = [&around, transfer = carry.transfer](CallPtr&) {
    const ledger::Record& record = transfer->draft->record;
    around.tell(transfer->from, Recorded{transfer});
    if (std::holds_alternative<ledger::PaymentHeld>(record.fact)) {
      // The payee would take it, and gets nothing yet.
      if (!transfer->to.none()) around.tell(transfer->to, Forget{transfer});
      return tell_approvals(around, record, transfer->environment);
    }
    around.tell(transfer->to, Recorded{transfer});
    tell_approvals(around, record);
  };
  const TransferPtr& transfer = carry.transfer;
  carry.call->draft = transfer->draft;
  carry.call->outcome = Receipt{.record = {transfer->draft, &transfer->draft->record}};
  carry.call->when_durable = tell_both;
  around.line.append(carry.call);
}

void decline(Self self, const Carry& carry, ledger::Errc code) {
  CallPtr call = carry.call;
  if (carry.end) call = carry.end;
  self->state.surroundings->tell(carry.transfer->from,
                                 Declined{carry.transfer, std::move(call), code});
}

// Whether the payee has counted on it or not: what comes later from here, comes later there.
void give_up(Self self, const Carry& carry) {
  self->state.surroundings->tell(carry.transfer->to, Forget{carry.transfer});
  decline(self, carry, ledger::Errc::overloaded);
}

void on_carry(Self self, const Carry& carry) {
  if (carry.transfer->to.none()) return record(self, carry);
  const WayIn way = self->state.surroundings->way_to(carry.transfer->to);
  if (!way) return decline(self, carry, ledger::Errc::unknown_payee);
  const auto ask = [&](const auto& whom) {
    self->request(whom, accept_timeout, Accept{carry.transfer})
        .then(
            [self, carry](const Accepted& accepted) {
              if (accepted.refused == ledger::Errc{}) return record(self, carry);
              decline(self, carry, accepted.refused);
            },
            [self, carry](const caf::error&) { give_up(self, carry); });
  };
  self->state.surroundings->go(way, ask);
}

TransferCoordinator::behavior_type behavior(Self self, const Surroundings* surroundings) {
  fail_stop(self, &surroundings->on_fatal);
  self->state.surroundings = surroundings;
  return {[self](const Carry& carry) { on_carry(self, carry); }};
}

}  // namespace

TransferCoordinator spawn_transfer_coordinator(caf::actor_system& system,
                                               const Surroundings& surroundings) {
  return system.spawn(behavior, &surroundings);
}

}  // namespace bursar::actors
