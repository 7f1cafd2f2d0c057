#include "actors/wallet_payouts.hpp"

#include "actors/payout_news.hpp"
#include "actors/wallet_actor.hpp"
#include "actors/wallet_answers.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace bursar::actors {
namespace {

using ledger::Errc;

// What ends it follows the record that asked for it.
std::shared_ptr<Draft> draft_for(const WalletActorState& state, ledger::Decided decided,
                                 ledger::Time now) {
  const ledger::PayoutMove move = ledger::payout_move(decided.fact).value();
  auto draft =
      draft_of(std::move(decided),
               {.decider = state.address(), .keyed = KeyedBy{}, .hashes = KeyHashes{}, .now = now});
  if (!still_open(move.status)) draft->record.previous_of_payment = move.payout;
  return draft;
}

}  // namespace

void cancel_payout(WalletActorState& state, const Ask<CancelPayoutCall>& ask) {
  CancelPayoutCommand& command = ask.call->command;
  if (state.end.under_way()) {
    if (state.waiting.size() >= waiting_calls_max)
      return refuse(state, ask.call, {.code = Errc::overloaded});
    return void(state.waiting.emplace_back(ask));
  }
  const ledger::Time now = state.later(command.now);
  command.act.epoch = state.around->epoch;
  auto decided = ledger::decide(state.wallet.state(), command.act, now);
  if (!decided) return refuse(state, ask.call, decided.error());
  append(state, ask.call, draft_for(state, **std::move(decided), now));
}

void step_payout(WalletActorState& state, const PayoutStep& step) {
  // One that finds no place is asked for again.
  if (state.end.under_way()) {
    if (state.waiting.size() < waiting_calls_max) state.waiting.emplace_back(step);
    return;
  }
  const ledger::Time now = state.later(step.now);
  auto decided = ledger::decide(state.wallet.state(), step.act, now);
  if (!decided || !*decided) return;
  const bool paid_out = std::holds_alternative<ledger::PayoutCompleted>((*decided)->fact);
  record_alone(state, draft_for(state, **std::move(decided), now), tell_payouts);
  if (paid_out) top_up(state, now);
}

}  // namespace bursar::actors
