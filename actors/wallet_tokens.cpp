#include "actors/wallet_tokens.hpp"

#include "actors/token_news.hpp"
#include "actors/two_sides.hpp"
#include "actors/wallet_actor.hpp"
#include "actors/wallet_answers.hpp"
#include "ledger/token_deeds.hpp"

#include <memory>
#include <utility>
#include <variant>

namespace bursar::actors {
namespace {

using ledger::Errc;
using ledger::Sequence;

// What ends it follows the record that issued it; its provider hears of all that it has a part in.
std::shared_ptr<Draft> draft_for(const WalletActorState& state, ledger::Decided decided,
                                 ledger::OrganizationNumber provider, ledger::Time now) {
  const ledger::TokenMove move = ledger::token_move(decided.fact).value();
  auto draft = draft_of(std::move(decided), {.decider = state.address(),
                                             .other = provider,
                                             .keyed = KeyedBy{},
                                             .hashes = KeyHashes{},
                                             .now = now});
  if (!still_open(move.status)) draft->record.previous_of_payment = move.token;
  return draft;
}

ledger::OrganizationNumber provider_of(const ledger::OpenToken& token) {
  return token.status == ledger::TokenStatus::issued ? ledger::OrganizationNumber{}
                                                     : token.provider;
}

// Whoever waits to be decided once more is decided then.
bool must_wait(const WalletActorState& state, Sequence token) {
  return state.end.under_way() || state.transfers.settles(token);
}

void record_alone(WalletActorState& state, std::shared_ptr<Draft> draft) {
  record_alone(state, std::move(draft), tell_tokens);
}

}  // namespace

void act_on_token(WalletActorState& state, const Ask<TokenActCall>& ask) {
  const TokenActCommand& command = ask.call->command;
  const Sequence token = command.act.token;
  if (must_wait(state, token)) {
    if (state.waiting.size() >= waiting_calls_max)
      return refuse(state, ask.call, {.code = Errc::overloaded});
    return void(state.waiting.emplace_back(ask));
  }
  const ledger::Time now = state.later(command.now);
  auto decided = ledger::decide(state.wallet.state(), command.act, state.around->terms, now);
  if (!decided) return refuse(state, ask.call, decided.error());
  if (!*decided) {
    ask.call->outcome = Receipt{};
    return state.around->line.append(ask.call);
  }
  const ledger::WalletAddress& payee = command.act.payee;
  if (std::holds_alternative<ledger::Paid>((*decided)->fact)) {
    auto credits = credits_of(state.address(), payee, **decided);
    auto draft = draft_for(state, **decided, payee.organization, now);
    return carry(state, ask.call, {**std::move(decided), std::move(credits), std::move(draft)});
  }
  const bool cancels = command.act.event == ledger::TokenEvent::cancel;
  append(state, ask.call,
         draft_for(state, **std::move(decided),
                   cancels ? ledger::OrganizationNumber{} : payee.organization, now));
}

void end_late_token(WalletActorState& state, TokenDue due) {
  if (must_wait(state, due.token)) return void(state.waiting.emplace_back(due));
  const ledger::OpenToken* const token = find_token(state.wallet.state().tokens, due.token);
  const ledger::Time now = state.later(due.now);
  if (token == nullptr || now < token->deadline) return;
  const auto provider = provider_of(*token);
  record_alone(state, draft_for(state, end_token(state.wallet.state(), *token, late_status(*token)),
                                provider, now));
}

bool settlement_declined(WalletActorState& state, const Declined& declined) {
  const auto call = std::dynamic_pointer_cast<TokenActCall>(declined.call);
  if (!call) return false;
  refuse(state, call, {.code = declined.error.code});
  return true;
}

void cancel_unused_tokens(WalletActorState& state, ledger::Time now) {
  const ledger::OpenTokens tokens = state.wallet.state().tokens;
  for (const ledger::OpenToken& token : tokens)
    if (token.status == ledger::TokenStatus::issued)
      record_alone(
          state,
          draft_for(state, end_token(state.wallet.state(), token, ledger::TokenStatus::cancelled),
                    {}, state.later(now)));
}

}  // namespace bursar::actors
