#include "actors/wallet_outcomes.hpp"

#include "actors/drafts.hpp"
#include "actors/ports.hpp"
#include "actors/wallet_actor.hpp"

#include <optional>
#include <utility>

namespace bursar::actors {
namespace {

using ledger::Errc;
using State = KeyOutcome::State;

template <class C>
void refuse(const WalletActorState& state, const std::shared_ptr<C>& call, Errc code) {
  call->refused = code;
  call->outcome = ledger::refuse(code);
  state.around->line.append(call);
}

KeyOutcome told(std::shared_ptr<const ledger::Record> record) {
  const bool sealed = seals(*record);
  return {.state = sealed ? State::sealed : State::known, .record = std::move(record)};
}

/// None: nothing can be said just now.
std::optional<KeyOutcome> durable_outcome(const WalletActorState& state,
                                          const ledger::Bits128& hash, std::string_view text) {
  DurableKey known = durable_key(state, hash, text);
  switch (known.seen) {
    case DurableKey::Seen::fresh:
      return KeyOutcome{};
    case DurableKey::Seen::known:
      return KeyOutcome{.state = State::known, .record = std::move(known.record)};
    case DurableKey::Seen::sealed:
      return KeyOutcome{.state = State::sealed, .record = std::move(known.record)};
    case DurableKey::Seen::unsure:
      break;
  }
  return std::nullopt;
}

/// Waits its turn in the journal's line: then what it tells is durable.
template <class C>
void answer(const WalletActorState& state, const std::shared_ptr<C>& call, KeyOutcome outcome) {
  outcome.since = state.around->known_keys.known_since();
  call->outcome = std::move(outcome);
  state.around->line.append(call);
}

std::optional<Errc> no_room(const WalletActorState& state) {
  if (state.around->read_only.load(std::memory_order_relaxed)) return Errc::read_only;
  if (!state.around->known_keys.try_take()) return Errc::keys_full;
  return std::nullopt;
}

void seal_fresh(WalletActorState& state, const KeyedAsk<SealCall>& ask) {
  if (const auto refused = no_room(state)) return refuse(state, ask.call, *refused);
  const SealKey& command = ask.call->command;
  const KeyedBy keyed{
      .key = command.key, .request_id = {}, .answer_version = command.answer_version};
  auto draft = draft_of(
      {.fact = ledger::Sealed{.wallet = state.address().account, .wallet_id = state.address().id}},
      {.decider = state.address(),
       .keyed = keyed,
       .hashes = ask.keyed,
       .now = state.later(command.now)});
  state.keys.begin(ask.keyed);
  state.keys.in_line(ask.keyed.key, draft);
  state.wallet.apply(draft->record);
  ask.call->draft = draft;
  answer(state, ask.call, told({draft, &draft->record}));
}

}  // namespace

// A seal outlives what is known of other keys: where there may be one, it is looked for.
DurableKey durable_key(const WalletActorState& state, const ledger::Bits128& hash,
                       std::string_view text) {
  using Known = persistence::KnownKeys::Seen;
  using Seen = DurableKey::Seen;
  const ledger::AccountNumber own = state.address().account;
  auto found = state.around->known_keys.find(persistence::key_hash(own, hash), own, text);
  if (found.seen == Known::known)
    return {.seen = seals(*found.record) ? Seen::sealed : Seen::known,
            .record = std::move(found.record)};
  const auto by =
      state.wallet.state().seals > 0 ? state.around->books.seal(own, text) : std::nullopt;
  if (!by) return {.seen = found.seen == Known::fresh ? Seen::fresh : Seen::unsure, .record = {}};
  auto record = state.around->reader.record(*by);
  if (!record) return {.seen = Seen::sealed, .record = {}};
  return {.seen = Seen::sealed,
          .record = std::make_shared<const ledger::Record>(*std::move(record))};
}

void tell_outcome(WalletActorState& state, const KeyedAsk<OutcomeCall>& ask) {
  const WalletKeys::Found found = state.keys.find(ask.keyed.key);
  if (found.seen == WalletKeys::Seen::under_way)
    return answer(state, ask.call, {.state = State::in_flight, .record = {}});
  if (found.seen == WalletKeys::Seen::in_line)
    return answer(state, ask.call, told({found.draft, &found.draft->record}));
  auto outcome = durable_outcome(state, ask.keyed.key, ask.call->command.key);
  if (!outcome) return refuse(state, ask.call, Errc::overloaded);
  answer(state, ask.call, *std::move(outcome));
}

void seal_key(WalletActorState& state, const KeyedAsk<SealCall>& ask) {
  const WalletKeys::Found found = state.keys.find(ask.keyed.key);
  if (found.seen == WalletKeys::Seen::under_way) {
    if (state.waiting.size() >= waiting_calls_max) return refuse(state, ask.call, Errc::overloaded);
    return void(state.waiting.emplace_back(ask));
  }
  if (found.seen == WalletKeys::Seen::in_line)
    return answer(state, ask.call, told({found.draft, &found.draft->record}));
  auto outcome = durable_outcome(state, ask.keyed.key, ask.call->command.key);
  if (!outcome) return refuse(state, ask.call, Errc::overloaded);
  if (outcome->state != State::not_seen) return answer(state, ask.call, *std::move(outcome));
  seal_fresh(state, ask);
}

}  // namespace bursar::actors
