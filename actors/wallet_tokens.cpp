#include "actors/wallet_tokens.hpp"

#include "actors/known_answers.hpp"
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
std::shared_ptr<Draft> draft_for(ledger::Decided decided, const Circumstances& circumstances) {
  const ledger::TokenMove move = ledger::token_move(decided.fact).value();
  auto draft = draft_of(std::move(decided), circumstances);
  if (!still_open(move.status)) draft->record.previous_of_payment = move.token;
  return draft;
}

// Of what nobody has asked for.
std::shared_ptr<Draft> draft_for(const WalletActorState& state, ledger::Decided decided,
                                 ledger::OrganizationNumber provider, ledger::Time now) {
  return draft_for(std::move(decided), {.decider = state.address(),
                                        .other = provider,
                                        .keyed = KeyedBy{},
                                        .hashes = KeyHashes{},
                                        .now = now});
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

// --- As the payer of a token.

/// An end by its time is nobody's deed, whoever comes too late.
bool by_its_time(const ledger::Fact& fact) {
  const auto status = ledger::token_move(fact).value().status;
  return status == ledger::TokenStatus::expired || status == ledger::TokenStatus::sla_breached;
}

void tell_payee(const WalletActorState& state, const TokenActCommand& command, TokenActOver over) {
  state.around->tell(command.act.payee.account, std::move(over));
}

// A refusal is kept under a key by the wallet whose key it is.
void turn_down(WalletActorState& state, const KeyedAsk<TokenActCall>& ask,
               const ledger::Error& error) {
  if (ask.keyed.none()) return refuse(state, ask.call, error);
  tell_payee(state, ask.call->command, {.ask = ask, .refused = error});
}

void answer_unmoved(const WalletActorState& state, const ReceiptCallPtr& call) {
  call->outcome = Receipt{};
  state.around->line.append(call);
}

void leave_unmoved(const WalletActorState& state, const KeyedAsk<TokenActCall>& ask) {
  if (ask.keyed.none()) return answer_unmoved(state, ask.call);
  tell_payee(state, ask.call->command, {.ask = ask});
}

// The payee's actor is told before its client is: whoever asks again finds the key let go.
void record_under_key(WalletActorState& state, const KeyedAsk<TokenActCall>& ask,
                      std::shared_ptr<Draft> draft) {
  state.wallet.apply(draft->record);
  ask.call->outcome = receipt_of(draft);
  ask.call->when_durable =
      [&around = *state.around, payee = ask.call->command.act.payee.account,
       over = TokenActOver{.ask = {.call = {}, .keyed = ask.keyed}, .durable = draft}](CallPtr&) {
        tell_tokens(around, over.durable->record);
        around.tell(payee, over);
      };
  ask.call->draft = std::move(draft);
  state.around->line.append(ask.call);
}

void record_deed(WalletActorState& state, const KeyedAsk<TokenActCall>& ask,
                 ledger::Decided decided, ledger::Time now) {
  const TokenActCommand& command = ask.call->command;
  const ledger::WalletAddress& payee = command.act.payee;
  const bool late = by_its_time(decided.fact);
  const bool cancels = command.act.event == ledger::TokenEvent::cancel;
  const KeyHashes keyed = late ? KeyHashes{} : ask.keyed;
  auto draft =
      draft_for(decided, {.decider = state.address(),
                          .other = cancels ? ledger::OrganizationNumber{} : payee.organization,
                          .keyed = keyed.none() ? KeyedBy{} : command.keyed,
                          .hashes = keyed,
                          .now = now,
                          .key_of = payee.account});
  if (std::holds_alternative<ledger::Paid>(decided.fact)) {
    auto credits = credits_of(state.address(), payee, decided);
    return carry(state, ask.call,
                 {std::move(decided), std::move(credits), std::move(draft), keyed.key});
  }
  if (!keyed.none()) return record_under_key(state, ask, std::move(draft));
  const ledger::AccountNumber key_of = payee.account;
  append(state, ask.call, std::move(draft));
  // Behind the record: whoever waits for the key hears what that has made of the token.
  if (!ask.keyed.none())
    state.around->tell(key_of, TokenActOver{.ask = {.call = {}, .keyed = ask.keyed}});
}

// --- As the payee.

// Nothing is kept under it: the next call with it is a first one.
void give_key_back(WalletActorState& state, const TokenActOver& over) {
  const auto waiting = state.keys.waiting(over.ask.keyed.key);
  state.keys.end(over.ask.keyed.key);
  state.around->known_keys.give_back();
  if (over.ask.call) answer_unmoved(state, over.ask.call);
  for (const ReceiptCallPtr& call : waiting) answer_unmoved(state, call);
}

}  // namespace

void act_on_token(WalletActorState& state, const KeyedAsk<TokenActCall>& ask) {
  const TokenActCommand& command = ask.call->command;
  const Sequence token = command.act.token;
  if (must_wait(state, token)) {
    if (state.waiting.size() >= waiting_calls_max)
      return turn_down(state, ask, {.code = Errc::overloaded});
    return void(state.waiting.emplace_back(ask));
  }
  const ledger::Time now = state.later(command.now);
  auto decided = ledger::decide(state.wallet.state(), command.act, state.around->terms, now);
  if (!decided) return turn_down(state, ask, decided.error());
  if (!*decided) return leave_unmoved(state, ask);
  record_deed(state, ask, **std::move(decided), now);
}

void take_token_act(WalletActorState& state, const KeyedAsk<TokenActCall>& ask) {
  const TokenActCommand& command = ask.call->command;
  const ledger::AccountNumber payer = command.act.issued.payment.payer;
  if (ask.keyed.none() || payer == state.address().account) return act_on_token(state, ask);
  const KeyedCall asked{.call = ask.call,
                        .keyed = ask.keyed,
                        .text = command.keyed.key,
                        .needs_room = !gives_back(command)};
  if (!first_with_key(state, asked)) return;
  ++state.passed_on;
  state.around->tell(payer, ask);
}

void end_passed_on(WalletActorState& state, const TokenActOver& over) {
  if (over.durable) return end_passed_on(state, over.ask.keyed.key, over.durable);
  --state.passed_on;
  if (!over.refused) return give_key_back(state, over);
  refuse(state, over.ask, *over.refused, state.later(over.ask.call->command.now));
}

void end_passed_on(WalletActorState& state, const ledger::Bits128& key,
                   const std::shared_ptr<Draft>& durable) {
  --state.passed_on;
  end_key(state, key, durable);
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
  auto call = std::dynamic_pointer_cast<TokenActCall>(declined.call);
  if (!call) return false;
  turn_down(state, asked_with(std::move(call), *declined.transfer), {.code = declined.error.code});
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
