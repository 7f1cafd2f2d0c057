#include "actors/wallet_actor.hpp"

#include "actors/fail_stop.hpp"
#include "actors/gathering.hpp"
#include "actors/judging.hpp"
#include "actors/known_answers.hpp"
#include "actors/placed_view.hpp"
#include "actors/room_needed.hpp"
#include "actors/two_sides.hpp"
#include "actors/wallet_accepting.hpp"
#include "actors/wallet_answers.hpp"
#include "actors/wallet_approvals.hpp"
#include "actors/wallet_batches.hpp"
#include "actors/wallet_outcomes.hpp"
#include "actors/wallet_payouts.hpp"
#include "actors/wallet_receivables.hpp"
#include "actors/wallet_refunds.hpp"
#include "actors/wallet_tokens.hpp"
#include "ledger/check.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

using ledger::Errc;
using State = WalletActorState;
using Self = WalletActor::stateful_pointer<State>;

void paid(State& state, const PayCommand& command) {
  top_up(state, command.now);
}
void paid(State&, const auto&) {}

template <class C>
void wait_for_transfers(State& state, const KeyedAsk<C>& ask, ledger::Time now) {
  if (state.waiting.size() < waiting_calls_max)
    state.waiting.emplace_back(ask);
  else
    refuse(state, ask, {.code = Errc::overloaded}, now);
}

template <class C>
void decide(Self self, const KeyedAsk<C>& ask) {
  State& state = self->state;
  const auto& command = ask.call->command;
  const ledger::Time now = state.later(command.now);
  if (state.end.under_way()) return wait_for_transfers(state, ask, now);
  repay(state, now);
  if (!learn(state, ask.call->command)) return wait_for_transfers(state, ask, now);
  Judging judging{state.wallet, state.policy, state.around->policies, state.around->terms, now};
  auto decided = judging.decide(asked_of(command));
  if (!decided && judging.only_what_is_under_way_refuses(asked_of(command)))
    return wait_for_transfers(state, ask, now);
  const bool denied = !decided && decided.error().code == Errc::policy_denied;
  state.around->signs.denied(state.wallet.state().address.account, state.denied_at,
                             denied ? now : ledger::Time{});
  if (!decided) return refuse(state, ask, decided.error(), now);

  const ledger::WalletAddress* other = other_side(command);
  const bool waits = only_holds(decided->fact);
  const bool across = other != nullptr && !waits;
  const Circumstances circumstances{
      .decider = state.address(),
      .other = across ? other->organization : ledger::OrganizationNumber{},
      .keyed = command.keyed,
      .hashes = ask.keyed,
      .now = now};
  auto credits = credits_of(command, *decided);
  if (!credits.empty() || waits || always_carried(decided->fact)) {
    auto draft = draft_of(*decided, circumstances);
    draft->record.previous_of_payment = follows(command);
    return carry(state, ask.call,
                 {*std::move(decided), std::move(credits), std::move(draft), ask.keyed.key});
  }
  auto draft = draft_of(*std::move(decided), circumstances);
  if (ask.keyed.none()) {
    append(state, ask.call, std::move(draft));
    repay(state, now);
    return paid(state, command);
  }
  // A call that waited for a transfer may have others waiting for it in turn.
  const auto waiting = state.keys.waiting(ask.keyed.key);
  state.keys.in_line(ask.keyed.key, draft);
  append(state, ask.call, draft);
  for (const ReceiptCallPtr& call : waiting) replay_from(state, call, receipt_of(draft).record);
  repay(state, now);
  paid(state, command);
}

template <class C>
void on_keyed_ask(Self self, const KeyedAsk<C>& ask) {
  const ReceiptCallPtr call = ask.call;
  const KeyedCall asked{.call = call,
                        .keyed = ask.keyed,
                        .text = ask.call->command.keyed.key,
                        .needs_room = needs_room<C>};
  State& state = self->state;
  if (ask.keyed.none() ? has_room(state, asked) : first_with_key(state, asked)) decide(self, ask);
}

// What a hold has set aside goes to what is owed as soon as it is free. What sweeps a wallet that
// ends counts on every record before it.
void repay_with_what_is_freed(State& state) {
  if (!state.end.under_way()) repay(state, state.wallet.state().last_time);
}

void decide(Self self, const Ask<DecideApprovalCall>& ask) {
  decide_approval(self->state, ask);
  repay_with_what_is_freed(self->state);
}

void decide(Self self, const KeyedAsk<SealCall>& ask) {
  seal_key(self->state, ask);
}

void decide(Self self, const BatchAsk& ask) {
  repay(self->state, self->state.wallet.state().last_time);
  pay_together(self->state, ask);
}

void decide(Self self, Expire expire) {
  expire_approval(self->state, expire);
  repay_with_what_is_freed(self->state);
}

void decide(Self self, AcceptLater later) {
  State& state = self->state;
  if (only_what_is_under_way_refuses(state, later.question))
    return void(state.waiting.emplace_back(std::move(later)));
  later.answer.deliver(accept(state, later.question));
}

void decide(Self self, const KeyedAsk<TokenActCall>& ask) {
  act_on_token(self->state, ask);
  repay_with_what_is_freed(self->state);
}

void decide(Self self, TokenDue due) {
  end_late_token(self->state, due);
  repay_with_what_is_freed(self->state);
}

void decide(Self self, const Ask<CancelPayoutCall>& ask) {
  cancel_payout(self->state, ask);
  repay_with_what_is_freed(self->state);
}

void decide(Self self, const PayoutStep& step) {
  step_payout(self->state, step);
  repay_with_what_is_freed(self->state);
}

// What waits longer than that is decided when it is known whether the wallet has ended.
bool still_ends(State& state) {
  if (!state.end.under_way()) return false;
  if (!state.wallet.in_flight() && !state.topup.under_way()) {
    if (const auto asked = state.end.rejects_approvals()) {
      reject_approvals(state);
      cancel_unused_tokens(state, asked->now);
    }
    repay(state, state.wallet.state().last_time);
    const TransferPtr last = state.end.decide(state.wallet, *state.around);
    if (last) state.transfers.give(state.wallet, last);
  }
  return state.end.under_way();
}

void decide_waiting(Self self) {
  if (still_ends(self->state)) return;
  for (const WaitingForTransfers& waiting : std::exchange(self->state.waiting, {}))
    std::visit([self](const auto& ask) { decide(self, ask); }, waiting);
}

void on_recorded_as_payer(Self self, const TransferPtr& transfer) {
  State& state = self->state;
  const ledger::Record& record = transfer->draft->record;
  state.transfers.end_giving(state.wallet, transfer);
  state.wallet.apply(record);
  if (std::holds_alternative<ledger::WalletArchived>(record.fact)) state.end.over();
  repay(state, record.time);
  if (std::holds_alternative<ledger::Paid>(record.fact)) top_up(state, record.time);
  if (own_key(state, *transfer)) end_key(state, transfer->key, transfer->draft);
  decide_waiting(self);
}

void on_recorded(Self self, const Recorded& recorded) {
  State& state = self->state;
  const TransferPtr& transfer = recorded.transfer;
  if (transfer->from == state.address().account) return on_recorded_as_payer(self, transfer);
  CHECK(state.transfers.no_longer_expect(state.wallet, transfer));
  state.wallet.apply(transfer->draft->record);
  repay(state, transfer->draft->record.time);
  if (own_key(state, *transfer)) end_passed_on(state, transfer->key, transfer->draft);
  decide_waiting(self);
}

void on_token_act(Self self, const KeyedAsk<TokenActCall>& ask) {
  take_token_act(self->state, ask);
  repay_with_what_is_freed(self->state);
}

void on_token_act_over(Self self, const TokenActOver& over) {
  end_passed_on(self->state, over);
  decide_waiting(self);
}

void on_forget(Self self, const Forget& forget) {
  State& state = self->state;
  std::erase_if(state.waiting, [&](WaitingForTransfers& waiting) {
    auto* const later = std::get_if<AcceptLater>(&waiting);
    if (later == nullptr || later->question.accept.transfer != forget.transfer) return false;
    // Of a promise that is dropped nobody ever hears, and who asked would wait for ever.
    later->answer.deliver(Accepted{.refused = Errc::overloaded});
    return true;
  });
  if (state.transfers.no_longer_expect(state.wallet, forget.transfer)) decide_waiting(self);
}

// False: it is no such call.
template <class C>
bool declined_to(State& state, const Declined& declined) {
  auto call = std::dynamic_pointer_cast<C>(declined.call);
  if (!call) return false;
  const Transfer& transfer = *declined.transfer;
  refuse(state, asked_with(std::move(call), transfer), declined.error,
         state.later(transfer.decided_at));
  return true;
}

// False: it gives nothing back, or the other wallet was asked already.
template <class C>
bool refunds_org_wallet(Self self, const Declined& declined) {
  auto call = std::dynamic_pointer_cast<C>(declined.call);
  if (!call || !turns_to_org_wallet(call->command, declined.error.code)) return false;
  decide(self, asked_with(std::move(call), *declined.transfer));
  return true;
}

void on_declined(Self self, const Declined& declined) {
  State& state = self->state;
  state.transfers.end_giving(state.wallet, declined.transfer);
  repay(state, state.wallet.state().last_time);
  const bool told =
      refunds_org_wallet<RefundCall>(self, declined) ||
      refunds_org_wallet<DisputeCall>(self, declined) || declined_to<RefundCall>(state, declined) ||
      declined_to<DisputeCall>(state, declined) || declined_to<PayCall>(state, declined) ||
      declined_to<AuthorizeCall>(state, declined) || declined_to<FundCall>(state, declined) ||
      declined_to<WithdrawCall>(state, declined) || declined_to<FundBatchCall>(state, declined) ||
      approval_declined(state, declined) || settlement_declined(state, declined);
  if (!told) state.end.refuse(declined.error.code, *state.around);
  repay_with_what_is_freed(state);
  decide_waiting(self);
}

void on_declined_all(Self self, const DeclinedAll& declined) {
  declined_together(self->state, declined);
  decide_waiting(self);
}

caf::result<Accepted> on_accept(Self self, const Accept& asked) {
  State& state = self->state;
  // Whether it will take anything is not known yet, and two that end must not wait for each other.
  if (state.end.under_way()) return Accepted{.refused = Errc::overloaded};
  repay(state, state.wallet.state().last_time);
  auto question = question_of(state, asked);
  if (!only_what_is_under_way_refuses(state, question)) return accept(state, question);
  if (state.waiting.size() >= waiting_calls_max) return Accepted{.refused = Errc::overloaded};
  auto answer = self->make_response_promise<Accepted>();
  state.waiting.emplace_back(AcceptLater{std::move(question), answer});
  return answer;
}

void on_visit(const State& state, const Visit& visit) {
  show(visit, state.wallet.state(), state.denied_at, state.around->line);
}

void on_change(State& state, const Change& change) {
  if (state.topup.holds_back(change)) return;
  ledger::Record& record = change.draft->record;
  record.time = state.later(record.time);
  change.call->draft = change.draft;
  state.wallet.apply(record);
  tell(state, change.call, *change.view);
}

void on_topped_up(Self self) {
  State& state = self->state;
  for (const Change& change : state.topup.over()) on_change(state, change);
  if (state.topup.paid_meanwhile()) top_up(state, state.wallet.state().last_time);
  decide_waiting(self);
}

void on_end(Self self, const End& end) {
  self->state.end.begin(end);
  decide_waiting(self);
}

// What others will still tell it of needs the actor. Keys in the line do not: they go along.
bool may_rest(const State& state) {
  return !state.wallet.in_flight() && state.waiting.empty() && state.transfers.none() &&
         !state.end.under_way() && !state.topup.under_way() && state.passed_on == 0;
}

// The door was closed before this was sent, so nothing comes after it.
void on_leave(Self self) {
  State& state = self->state;
  const WalletDirectory& directory = state.around->directory;
  const ledger::AccountNumber own = state.address().account;
  if (!may_rest(state)) return self->send(directory, Stays{own});
  auto seed = std::make_shared<WalletSeed>(
      WalletSeed{std::move(state.wallet), std::move(state.keys), state.denied_at});
  self->send(directory, Left{own, std::move(seed)});
  self->quit();
}

/// The wallet that this thread runs.
struct Running {
  static inline thread_local Self now = nullptr;

  // NOLINTNEXTLINE(google-explicit-constructor): it stands for that.
  operator Self() const { return now; }
  Self operator->() const { return now; }
};

WalletActor::behavior_type handlers() {
  const Running self;
  return {
      [self](const KeyedAsk<PayCall>& ask) { on_keyed_ask(self, ask); },
      [self](const KeyedAsk<AuthorizeCall>& ask) { on_keyed_ask(self, ask); },
      [self](const KeyedAsk<FundCall>& ask) { on_keyed_ask(self, ask); },
      [self](const KeyedAsk<ClearCall>& ask) { on_keyed_ask(self, ask); },
      [self](const KeyedAsk<WithdrawCall>& ask) { on_keyed_ask(self, ask); },
      [self](const KeyedAsk<FundBatchCall>& ask) { on_keyed_ask(self, ask); },
      [self](const KeyedAsk<RefundCall>& ask) { on_keyed_ask(self, ask); },
      [self](const KeyedAsk<OutcomeCall>& ask) { tell_outcome(self->state, ask); },
      [self](const KeyedAsk<SealCall>& ask) { seal_key(self->state, ask); },
      [self](const BatchAsk& ask) { decide(self, ask); },
      [self](const KeyedAsk<DisputeCall>& ask) { on_keyed_ask(self, ask); },
      [self](const DeclinedAll& declined) { on_declined_all(self, declined); },
      [self](const Ask<DecideApprovalCall>& ask) { decide(self, ask); },
      [self](Expire expire) { decide(self, expire); },
      [self](const KeyedAsk<TokenActCall>& ask) { on_token_act(self, ask); },
      [self](const TokenActOver& over) { on_token_act_over(self, over); },
      [self](TokenDue due) { decide(self, due); },
      [self](const KeyedAsk<PayOutCall>& ask) { on_keyed_ask(self, ask); },
      [self](const Ask<CancelPayoutCall>& ask) { decide(self, ask); },
      [self](const PayoutStep& step) { decide(self, step); },
      [self](const Ask<WalletCall>& ask) { tell_wallet(self->state, ask.call); },
      [self](const Visit& visit) { on_visit(self->state, visit); },
      [self](const Accept& accept) { return on_accept(self, accept); },
      [self](const Forget& forget) { on_forget(self, forget); },
      [self](const Recorded& recorded) { on_recorded(self, recorded); },
      [self](const Declined& declined) { on_declined(self, declined); },
      [self](const Change& change) { on_change(self->state, change); },
      [self](const ToppedUp&) { on_topped_up(self); },
      [self](const End& end) { on_end(self, end); },
      [self](Leave) { on_leave(self); },
  };
}

// A class, as no other actor is: handlers of its own, of which there are thirty, would take each
// wallet more room than all that it knows. So one set of them serves all.
class Body final : public caf::stateful_actor<State, WalletActor::base> {
 public:
  Body(caf::actor_config& config, Surroundings* around, WalletSeed seed) : stateful_actor{config} {
    state.around = around;
    state.wallet = std::move(seed.wallet);
    state.keys = std::move(seed.keys);
    state.denied_at = seed.denied_at;
  }

  WalletActor::behavior_type make_behavior() override {
    static const WalletActor::behavior_type all = handlers();
    fail_stop(static_cast<Self>(this), &state.around->on_fatal);
    return all;
  }

  resume_result resume(caf::execution_unit* unit, std::size_t messages_max) override {
    Running::now = this;
    return stateful_actor::resume(unit, messages_max);
  }
};

}  // namespace

WalletActor spawn_wallet(caf::actor_system& system, Surroundings& surroundings, WalletSeed seed) {
  return system.spawn<Body, caf::lazy_init>(&surroundings, std::move(seed));
}

}  // namespace bursar::actors
