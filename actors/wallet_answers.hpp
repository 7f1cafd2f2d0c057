#pragma once

// What a wallet's actor answers with: a record, a refusal, a replay. Each goes into the journal's
// line, behind all that the wallet decided before.

#include "actors/drafts.hpp"
#include "actors/replays.hpp"
#include "actors/wallet_state.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace bursar::actors {

/// A refusal without a record waits its turn all the same: it was decided on a state that may not
/// be durable yet.
void refuse(WalletActorState& state, const ReceiptCallPtr& call, const ledger::Error& error);

/// The wallet as it is by now, behind all that it decided: of a change, or for who asked.
void tell(const WalletActorState& state, const CallPtr& call, WalletView& view);
void tell_wallet(const WalletActorState& state, const std::shared_ptr<WalletCall>& call);

/// The state moves before the record is durable, so that the next call can be judged at once.
void append(WalletActorState& state, const ReceiptCallPtr& call, std::shared_ptr<Draft> draft);

/// The same where nobody has asked for it; whoever keeps count is told once it is durable.
void record_alone(WalletActorState& state, std::shared_ptr<Draft> draft,
                  void (*tell)(const Surroundings& around, const ledger::Record& durable));

void replay_from(WalletActorState& state, const ReceiptCallPtr& call,
                 std::shared_ptr<const ledger::Record> record);

/// What was decided and needs a word of others.
struct Deed {
  ledger::Decided decided;
  std::vector<Credit> credits = {};
  std::shared_ptr<Draft> draft;
  ledger::Bits128 key = {};  // as a Transfer has it
};
/// The coordinator asks them; until it is recorded or refused, this wallet holds for it.
void carry(WalletActorState& state, const ReceiptCallPtr& call, Deed deed);

/// Of a call that was carried, and has come back.
template <class C>
KeyedAsk<C> asked_with(std::shared_ptr<C> call, const Transfer& transfer) {
  KeyHashes keyed{.key = transfer.key};
  if (const auto& stored = transfer.draft->record.idempotency) keyed.content = stored->content;
  return {std::move(call), keyed};
}

/// The record is durable, as somebody else tells who put it into the line: whoever waits for its
/// key has its answer.
void end_key(WalletActorState& state, const ledger::Bits128& key,
             const std::shared_ptr<Draft>& durable);
/// Whether the transfer goes by a key of this wallet.
bool own_key(const WalletActorState& state, const Transfer& transfer);

/// A payment has left the wallet like this; whatever it asks for is no part of that.
void top_up(WalletActorState& state, ledger::Time now);

/// The wallet's own refusal under a key is a record of its own; any other leaves the key as if it
/// had never been seen.
template <class C>
void refuse(WalletActorState& state, const KeyedAsk<C>& ask, const ledger::Error& error,
            ledger::Time now) {
  if (ask.keyed.none()) return refuse(state, ask.call, error);
  const auto waiting = state.keys.waiting(ask.keyed.key);
  if (!stored_under_key(error.code)) {
    state.keys.end(ask.keyed.key);
    state.around->known_keys.give_back();
    refuse(state, ask.call, error);
    for (const ReceiptCallPtr& call : waiting) refuse(state, call, error);
    return;
  }
  const ledger::WalletAddress& own = state.address();
  const KeyedBy& keyed = ask.call->command.keyed;
  auto draft = draft_of({.fact = ledger::Refused{own.account, error, keyed.request_id}},
                        {.decider = own, .keyed = keyed, .hashes = ask.keyed, .now = now});
  state.keys.in_line(ask.keyed.key, draft);
  ask.call->refused = error.code;
  append(state, ask.call, draft);
  for (const ReceiptCallPtr& call : waiting) replay_from(state, call, receipt_of(draft).record);
}

}  // namespace bursar::actors
