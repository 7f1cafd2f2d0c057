#include "actors/transfer_coordinator.hpp"

#include "actors/approval_news.hpp"
#include "actors/dispute_news.hpp"
#include "actors/fail_stop.hpp"
#include "actors/payout_news.hpp"
#include "actors/token_news.hpp"
#include "actors/two_sides.hpp"
#include "ledger/check.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <caf/actor_clock.hpp>
#include <caf/duration.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

/// One payee's part of it, or all that a batch draws from one wallet.
struct Question {
  Accept accept;
  std::size_t part = 0;  // whose part of a batch it is, or the first of them
};

/// One transfer, or several together, whose payees are asked, and what each has said by now.
struct Asked {
  struct Said {
    bool heard = false;
    ledger::Errc refused = {};  // zero: it counts on its credit
    bool in_time = true;        // else it may yet, for all that is known
    std::size_t part = 0;       // which of several together it refuses
  };

  std::variant<Carry, CarryAll> carried;
  std::vector<Question> questions;
  std::vector<Said> said;  // by question
  std::size_t missing = 0;
};
using AskedPtr = std::shared_ptr<Asked>;

/// A question that has been put, and until when its answer counts.
struct Awaited {
  caf::actor_clock::time_point until;
  std::weak_ptr<Asked> asked;
  std::size_t which = 0;

  /// None: it needs no answer any more.
  AskedPtr unanswered() const {
    const AskedPtr still = asked.lock();
    return still && !still->said[which].heard ? still : nullptr;
  }
};

struct State {
  static inline const char* name = "transfer_coordinator";
  const Surroundings* surroundings = nullptr;
  std::deque<Awaited> awaited;  // in the order of time, as all have as long
  bool wakes = false;           // Due is under way
};

using Self = TransferCoordinator::stateful_pointer<State>;

void tell_payees(const Surroundings& around, const TransferPtr& transfer) {
  for (const Credit& credit : transfer->credits) around.tell(credit.to, Recorded{transfer});
}

// The record says it all: once it is durable, all sides are told before the client is.
void record(Self self, const Carry& carry) {
  const Surroundings& around = *self->state.surroundings;
  if (carry.end) return caf::anon_send(around.registry, Ending{carry.end, carry.transfer});
  const auto tell_all = [&around, transfer = carry.transfer](CallPtr&) {
    const ledger::Record& record = transfer->draft->record;
    around.tell(transfer->from, Recorded{transfer});
    if (only_holds(record.fact)) {
      // The payee would take it, and gets nothing yet.
      for (const Credit& credit : transfer->credits) around.tell(credit.to, Forget{transfer});
      tell_tokens(around, record, transfer->environment);
      tell_payouts(around, record, transfer->environment);
      return tell_approvals(around, record, transfer->environment);
    }
    tell_payees(around, transfer);
    tell_approvals(around, record);
    tell_tokens(around, record);
    tell_disputes(around, record);
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

// The same of several: each side is told of each.
void record(Self self, const CarryAll& carry) {
  const Surroundings& around = *self->state.surroundings;
  auto drafts = std::make_unique<Call::Drafts>();
  auto& results = carry.call->outcome.emplace();
  for (const TransferPtr& transfer : *carry.transfers) {
    drafts->push_back(transfer->draft);
    results.emplace_back(Receipt{.record = {transfer->draft, &transfer->draft->record}});
  }
  carry.call->drafts = std::move(drafts);
  carry.call->when_durable = [&around, transfers = carry.transfers](CallPtr&) {
    for (const TransferPtr& transfer : *transfers) {
      around.tell(transfer->from, Recorded{transfer});
      tell_payees(around, transfer);
    }
  };
  around.line.append(carry.call);
}

void decline(Self self, const CarryAll& carry, const ledger::Error& error) {
  self->state.surroundings->tell(carry.transfers->front()->from, DeclinedAll{carry, error});
}

// Which part of a batch it was, where it was one.
ledger::Error refusal(const Asked& asked, std::size_t refused) {
  const auto& fact = asked.questions[refused].accept.transfer->decided.fact;
  const bool of_payments = std::holds_alternative<CarryAll>(asked.carried);
  const bool batch = of_payments || std::holds_alternative<ledger::BatchFunded>(fact);
  return {.code = asked.said[refused].refused,
          .part = static_cast<std::uint16_t>(batch ? asked.said[refused].part + 1 : 0),
          .of_payments = of_payments};
}

// Whether somebody has counted on it or not: what comes later from here, comes later there.
void forget(const Surroundings& around, const Accept& asked) {
  if (!asked.together) return around.tell(asked.to, Forget{asked.transfer});
  for (const TransferPtr& transfer : *asked.together)
    if (draws_on(asked.to, *transfer)) around.tell(asked.to, Forget{transfer});
}

void give_up(Self self, const Asked& asked, std::size_t refused) {
  for (std::size_t i = 0; i < asked.said.size(); ++i)
    if (asked.said[i].refused == ledger::Errc{} || !asked.said[i].in_time)
      forget(*self->state.surroundings, asked.questions[i].accept);
  std::visit([&](const auto& carry) { decline(self, carry, refusal(asked, refused)); },
             asked.carried);
}

// Of several who refuse the first part's is told, whoever answered first.
std::optional<std::size_t> first_refusal(const Asked& asked) {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < asked.said.size(); ++i)
    if (asked.said[i].refused != ledger::Errc{} &&
        (!first || asked.said[i].part < asked.said[*first].part))
      first = i;
  return first;
}

void on_said(Self self, Asked& asked, std::size_t which, Asked::Said said) {
  if (asked.said[which].heard) return;  // that comes after its time
  said.heard = true;
  said.part = std::max(said.part, asked.questions[which].part);
  asked.said[which] = said;
  if (--asked.missing > 0) return;
  if (const auto refused = first_refusal(asked))
    give_up(self, asked, *refused);
  else
    std::visit([&](const auto& carry) { record(self, carry); }, asked.carried);
  // A payee that is late keeps nobody's call, nor the places that it takes.
  asked.carried = Carry{};
  asked.questions.clear();
}

// One message wakes it for the oldest question, however many are put meanwhile: a time-out of each
// would wake the clock's thread for each, and come long after the answer.
void wake_in_time(Self self) {
  State& state = self->state;
  if (state.wakes || state.awaited.empty()) return;
  state.wakes = true;
  self->delayed_send(self, state.awaited.front().until - self->clock().now(), Due{});
}

void await(Self self, const AskedPtr& asked, std::size_t which) {
  std::deque<Awaited>& awaited = self->state.awaited;
  while (!awaited.empty() && !awaited.front().unanswered()) awaited.pop_front();
  awaited.push_back({self->clock().now() + accept_timeout, asked, which});
  wake_in_time(self);
}

void on_due(Self self) {
  State& state = self->state;
  state.wakes = false;
  const auto now = self->clock().now();
  while (!state.awaited.empty()) {
    const Awaited oldest = state.awaited.front();
    const AskedPtr asked = oldest.unanswered();
    if (asked && oldest.until > now) break;
    state.awaited.pop_front();
    if (asked)
      on_said(self, *asked, oldest.which, {.refused = ledger::Errc::overloaded, .in_time = false});
  }
  wake_in_time(self);
}

void ask(Self self, const AskedPtr& asked, std::size_t which) {
  const Accept& accept = asked->questions[which].accept;
  const WayIn way = self->state.surroundings->way_to(accept.to);
  if (!way) return on_said(self, *asked, which, {.refused = ledger::Errc::unknown_payee});
  await(self, asked, which);
  self->state.surroundings->go(way, [&](const auto& whom) {
    self->request(whom, caf::infinite, accept)
        .then(
            [self, asked, which](const Accepted& accepted) {
              on_said(self, *asked, which, {.refused = accepted.refused, .part = accepted.part});
            },
            [self, asked, which](const caf::error&) {
              on_said(self, *asked, which, {.refused = ledger::Errc::overloaded, .in_time = false});
            });
  });
}

template <class Carried>
void ask_all(Self self, const Carried& carry, std::vector<Question> questions) {
  const std::size_t payees = questions.size();
  if (payees == 0) return record(self, carry);
  const auto asked = std::make_shared<Asked>(Asked{.carried = carry,
                                                   .questions = std::move(questions),
                                                   .said = std::vector<Asked::Said>(payees),
                                                   .missing = payees});
  for (std::size_t which = 0; which < payees; ++which) ask(self, asked, which);
}

void on_carry(Self self, const Carry& carry) {
  std::vector<Question> questions;
  for (const Credit& credit : carry.transfer->credits)
    questions.push_back({{carry.transfer, credit.to}, questions.size()});
  ask_all(self, carry, std::move(questions));
}

void on_carry_all(Self self, const CarryAll& carry) {
  std::vector<Question> questions;
  bool draws = false;  // all of them on one wallet, which is asked once
  for (std::size_t part = 0; part < carry.transfers->size(); ++part) {
    const TransferPtr& transfer = (*carry.transfers)[part];
    for (const Credit& credit : transfer->credits) {
      if (!credit.money.negative())
        questions.push_back({{transfer, credit.to}, part});
      else if (!std::exchange(draws, true))
        questions.push_back({{transfer, credit.to, carry.transfers}, part});
    }
  }
  ask_all(self, carry, std::move(questions));
}

TransferCoordinator::behavior_type behavior(Self self, const Surroundings* surroundings) {
  fail_stop(self, &surroundings->on_fatal);
  self->state.surroundings = surroundings;
  return {[self](const Carry& carry) { on_carry(self, carry); },
          [self](const CarryAll& carry) { on_carry_all(self, carry); },
          [self](Due) { on_due(self); }};
}

}  // namespace

TransferCoordinator spawn_transfer_coordinator(caf::actor_system& system,
                                               const Surroundings& surroundings) {
  return system.spawn(behavior, &surroundings);
}

}  // namespace bursar::actors
