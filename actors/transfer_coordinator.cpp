#include "actors/transfer_coordinator.hpp"

#include "actors/approval_news.hpp"
#include "actors/fail_stop.hpp"
#include "ledger/check.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

struct State {
  static inline const char* name = "transfer_coordinator";
  const Surroundings* surroundings = nullptr;
};

using Self = TransferCoordinator::stateful_pointer<State>;

/// A transfer whose payees are asked, and what each has said by now.
struct Asked {
  struct Said {
    ledger::Errc refused = {};  // zero: it counts on its credit
    bool in_time = true;        // else it may yet, for all that is known
  };

  Carry carry;
  std::vector<Said> said;  // by credit
  std::size_t missing = 0;
};
using AskedPtr = std::shared_ptr<Asked>;

// The record says it all: once it is durable, all sides are told before the client is.
void record(Self self, const Carry& carry) {
  const Surroundings& around = *self->state.surroundings;
  if (carry.end) return caf::anon_send(around.registry, Ending{carry.end, carry.transfer});
  const auto tell_all = [&around, transfer = carry.transfer](CallPtr&) {
    const ledger::Record& record = transfer->draft->record;
    around.tell(transfer->from, Recorded{transfer});
    if (std::holds_alternative<ledger::PaymentHeld>(record.fact)) {
      // The payee would take it, and gets nothing yet.
      for (const Credit& credit : transfer->credits) around.tell(credit.to, Forget{transfer});
      return tell_approvals(around, record, transfer->environment);
    }
    for (const Credit& credit : transfer->credits) around.tell(credit.to, Recorded{transfer});
    tell_approvals(around, record);
  };
  const TransferPtr& transfer = carry.transfer;
  carry.call->draft = transfer->draft;
  carry.call->outcome = Receipt{.record = {transfer->draft, &transfer->draft->record}};
  carry.call->when_durable = tell_all;
  around.line.append(carry.call);
}

void decline(Self self, const Carry& carry, const ledger::Error& error) {
  CallPtr call = carry.call;
  if (carry.end) call = carry.end;
  self->state.surroundings->tell(carry.transfer->from,
                                 Declined{carry.transfer, std::move(call), error});
}

// Whether somebody has counted on it or not: what comes later from here, comes later there.
void give_up(Self self, const Asked& asked, std::size_t refused) {
  const Transfer& transfer = *asked.carry.transfer;
  for (std::size_t i = 0; i < asked.said.size(); ++i)
    if (asked.said[i].refused == ledger::Errc{} || !asked.said[i].in_time)
      self->state.surroundings->tell(transfer.credits[i].to, Forget{asked.carry.transfer});
  const bool batch = std::holds_alternative<ledger::BatchFunded>(transfer.decided.fact);
  decline(self, asked.carry,
          {.code = asked.said[refused].refused,
           .part = static_cast<std::uint16_t>(batch ? refused + 1 : 0)});
}

// Of several who refuse the first is told, whoever answered first.
void on_said(Self self, Asked& asked, std::size_t which, Asked::Said said) {
  asked.said[which] = said;
  if (--asked.missing > 0) return;
  const auto accepts = [](const Asked::Said& one) { return one.refused == ledger::Errc{}; };
  const auto refused = std::ranges::find_if_not(asked.said, accepts);
  if (refused == asked.said.end()) return record(self, asked.carry);
  give_up(self, asked, static_cast<std::size_t>(refused - asked.said.begin()));
}

void ask(Self self, const AskedPtr& asked, std::size_t which) {
  const TransferPtr& transfer = asked->carry.transfer;
  const ledger::AccountNumber to = transfer->credits[which].to;
  const WayIn way = self->state.surroundings->way_to(to);
  if (!way) return on_said(self, *asked, which, {.refused = ledger::Errc::unknown_payee});
  self->state.surroundings->go(way, [&](const auto& whom) {
    self->request(whom, accept_timeout, Accept{transfer, to})
        .then(
            [self, asked, which](const Accepted& accepted) {
              on_said(self, *asked, which, {.refused = accepted.refused});
            },
            [self, asked, which](const caf::error&) {
              on_said(self, *asked, which, {.refused = ledger::Errc::overloaded, .in_time = false});
            });
  });
}

void on_carry(Self self, const Carry& carry) {
  const std::size_t payees = carry.transfer->credits.size();
  if (payees == 0) return record(self, carry);
  const auto asked = std::make_shared<Asked>(
      Asked{.carry = carry, .said = std::vector<Asked::Said>(payees), .missing = payees});
  for (std::size_t which = 0; which < payees; ++which) ask(self, asked, which);
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
