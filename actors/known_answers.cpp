#include "actors/known_answers.hpp"

#include "actors/wallet_answers.hpp"
#include "actors/wallet_outcomes.hpp"

namespace bursar::actors {
namespace {

using ledger::Errc;

// What is durable answers the call, also where it cannot be read just now; a fresh key does not.
bool answered_by_journal(WalletActorState& state, const KeyedCall& ask) {
  using Seen = DurableKey::Seen;
  const DurableKey found = durable_key(state, ask.keyed.key, ask.text);
  if (found.seen == Seen::fresh) return false;
  if (found.seen == Seen::unsure)
    refuse(state, ask.call, {.code = Errc::overloaded});
  else if (found.seen == Seen::sealed)
    refuse(state, ask.call, {.code = Errc::key_sealed});
  else if (found.record->idempotency->content != ask.keyed.content)
    refuse(state, ask.call, {.code = Errc::idempotency_conflict});
  else
    replay_from(state, ask.call, found.record);
  return true;
}

}  // namespace

bool has_room(WalletActorState& state, const KeyedCall& asked) {
  if (!asked.needs_room || !state.around->read_only.load(std::memory_order_relaxed)) return true;
  refuse(state, asked.call, {.code = Errc::read_only});
  return false;
}

bool first_with_key(WalletActorState& state, const KeyedCall& asked) {
  using Seen = WalletKeys::Seen;
  const WalletKeys::Found found = state.keys.find(asked.keyed);
  const auto refused = [&](Errc code) {
    refuse(state, asked.call, {.code = code});
    return false;
  };
  if (found.draft && seals(found.draft->record)) return refused(Errc::key_sealed);
  switch (found.seen) {
    case Seen::other_content:
      return refused(Errc::idempotency_conflict);
    case Seen::under_way:
      state.keys.wait(asked.keyed.key, asked.call);
      return false;
    case Seen::in_line:
      replay_from(state, asked.call, receipt_of(found.draft).record);
      return false;
    case Seen::none:
      break;
  }
  if (answered_by_journal(state, asked) || !has_room(state, asked)) return false;
  if (!state.around->known_keys.try_take()) return refused(Errc::keys_full);
  state.keys.begin(asked.keyed);
  return true;
}

}  // namespace bursar::actors
