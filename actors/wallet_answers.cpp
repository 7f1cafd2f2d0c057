#include "actors/wallet_answers.hpp"

#include "actors/approval_news.hpp"
#include "actors/payout_news.hpp"
#include "actors/placed_view.hpp"
#include "actors/token_news.hpp"

#include <expected>

#include <caf/send.hpp>

namespace bursar::actors {

void refuse(WalletActorState& state, const ReceiptCallPtr& call, const ledger::Error& error) {
  call->refused = error.code;
  call->outcome = std::unexpected{error};
  state.around->line.append(call);
}

void tell(const WalletActorState& state, const CallPtr& call, WalletView& view) {
  view.state = state.wallet.state();
  view.denied_at = state.denied_at;
  show_at_its_place(call, view, state.transfers.all());
  state.around->line.append(call);
}

void tell_wallet(const WalletActorState& state, const std::shared_ptr<WalletCall>& call) {
  if (!call->outcome) call->outcome = WalletView{};
  tell(state, call, *call->outcome);
}

void append(WalletActorState& state, const ReceiptCallPtr& call, std::shared_ptr<Draft> draft) {
  state.wallet.apply(draft->record);
  call->outcome = receipt_of(draft);
  const ledger::Fact& fact = draft->record.fact;
  if (ledger::decision_of(fact) || ledger::token_move(fact) || ledger::payout_move(fact))
    call->when_durable = [&around = *state.around, &record = draft->record](CallPtr&) {
      tell_approvals(around, record);
      tell_tokens(around, record);
      tell_payouts(around, record);
    };
  call->draft = std::move(draft);
  state.around->line.append(call);
}

void record_alone(WalletActorState& state, std::shared_ptr<Draft> draft,
                  void (*tell)(const Surroundings& around, const ledger::Record& durable)) {
  struct OwnCall final : Call {};
  auto call = std::make_shared<OwnCall>();
  state.wallet.apply(draft->record);
  call->draft = std::move(draft);
  call->when_durable = [&around = *state.around, tell](CallPtr& journaled) {
    tell(around, journaled->draft->record);
    journaled.reset();
  };
  state.around->line.append(std::move(call));
}

void replay_from(WalletActorState& state, const ReceiptCallPtr& call,
                 std::shared_ptr<const ledger::Record> record) {
  replay(*call, std::move(record));
  state.around->line.append(call);
}

void carry(WalletActorState& state, const ReceiptCallPtr& call, Deed deed) {
  auto facts = std::make_shared<Transfer>();
  facts->from = state.address().account;
  facts->credits = std::move(deed.credits);
  facts->environment = state.address().environment;
  facts->decided = std::move(deed.decided);
  facts->decided_at = deed.draft->record.time;
  facts->key = deed.key;
  facts->draft = std::move(deed.draft);
  state.transfers.give(state.wallet, facts);
  caf::anon_send(state.around->coordinator_of(*facts), Carry{facts, call});
}

void end_key(WalletActorState& state, const ledger::Bits128& key,
             const std::shared_ptr<Draft>& durable) {
  const auto waiting = state.keys.waiting(key);
  state.keys.end(key);
  for (const ReceiptCallPtr& call : waiting) replay_from(state, call, receipt_of(durable).record);
}

bool own_key(const WalletActorState& state, const Transfer& transfer) {
  return !transfer.key.none() &&
         transfer.draft->record.idempotency->wallet == state.address().account;
}

void top_up(WalletActorState& state, ledger::Time now) {
  if (!state.end.under_way())
    state.topup.after_payment(state.wallet, state.later(now), *state.around->topups);
}

}  // namespace bursar::actors
