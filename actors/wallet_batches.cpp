#include "actors/wallet_batches.hpp"

#include "actors/drafts.hpp"
#include "actors/replays.hpp"
#include "actors/two_sides.hpp"
#include "actors/wallet_actor.hpp"
#include "actors/wallet_answers.hpp"
#include "actors/wallet_outcomes.hpp"
#include "ledger/paying_together.hpp"

#include <algorithm>
#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <utility>

#include <caf/send.hpp>

namespace bursar::actors {
namespace {

using ledger::Errc;
using Records = std::vector<std::shared_ptr<const ledger::Record>>;

void refuse(const WalletActorState& state, const std::shared_ptr<PayBatchCall>& call,
            const ledger::Error& error) {
  call->refused = error.code;
  call->outcome = std::unexpected{error};
  state.around->line.append(call);
}

void wait(WalletActorState& state, const BatchAsk& ask) {
  if (state.waiting.size() >= waiting_calls_max)
    return refuse(state, ask.call, {.code = Errc::overloaded});
  state.waiting.emplace_back(ask);
}

// --- What is known of the batch's keys.

/// Of one of them.
struct KnownMember {
  enum class Seen : std::uint8_t { fresh, stored, under_way, refused };
  Seen seen = Seen::fresh;
  std::shared_ptr<const ledger::Record> record;  // stored
  Errc code = {};                                // refused
};

KnownMember stored(const std::shared_ptr<const ledger::Record>& record, const KeyHashes& keyed) {
  using Seen = KnownMember::Seen;
  if (seals(*record)) return {.seen = Seen::refused, .record = {}, .code = Errc::key_sealed};
  if (record->idempotency->content != keyed.content)
    return {.seen = Seen::refused, .record = {}, .code = Errc::idempotency_conflict};
  return {.seen = Seen::stored, .record = record, .code = {}};
}

KnownMember known(WalletActorState& state, const KeyHashes& keyed, std::string_view text) {
  using Seen = KnownMember::Seen;
  const WalletKeys::Found found = state.keys.find(keyed);
  if (found.draft) return stored({found.draft, &found.draft->record}, keyed);
  if (found.seen == WalletKeys::Seen::under_way) return {.seen = Seen::under_way, .record = {}};
  if (found.seen == WalletKeys::Seen::other_content)
    return {.seen = Seen::refused, .record = {}, .code = Errc::idempotency_conflict};
  const DurableKey durable = durable_key(state, keyed.key, text);
  switch (durable.seen) {
    case DurableKey::Seen::fresh:
      break;
    case DurableKey::Seen::known:
      return stored(durable.record, keyed);
    case DurableKey::Seen::sealed:
      return {.seen = Seen::refused, .record = {}, .code = Errc::key_sealed};
    case DurableKey::Seen::unsure:
      return {.seen = Seen::refused, .record = {}, .code = Errc::overloaded};
  }
  return {};
}

// They rest on what the first answers rested on.
void replay_all(const WalletActorState& state, const std::shared_ptr<PayBatchCall>& call,
                Records records) {
  call->when_durable = [own = call.get(), records = std::move(records)](CallPtr&) {
    own->replayed = true;
    own->rests_on = {};
    auto& results = own->outcome.emplace();
    for (const auto& record : records) {
      for (const ledger::OrganizationLink& link : record->organizations)
        if (link.organization == own->organization)
          own->rests_on = std::max(own->rests_on, link.sequence);
      results.emplace_back(Receipt{.record = record, .replayed = true});
    }
  };
  state.around->line.append(call);
}

// Whether every key is fresh; otherwise it is dealt with. All of them were stored together, or it
// is another batch than any before.
bool fresh(WalletActorState& state, const BatchAsk& ask) {
  using Seen = KnownMember::Seen;
  Records records;
  bool under_way = false;
  for (std::size_t i = 0; i < ask.keyed.size(); ++i) {
    if (ask.keyed[i].none()) continue;
    auto [seen, record, code] = known(state, ask.keyed[i], ask.call->command.payments[i].keyed.key);
    if (seen == Seen::refused) return refuse(state, ask.call, {.code = code}), false;
    under_way = under_way || seen == Seen::under_way;
    if (seen == Seen::stored) records.push_back(std::move(record));
  }
  if (under_way) return wait(state, ask), false;
  if (records.empty()) return true;
  if (records.size() == ask.keyed.size())
    replay_all(state, ask.call, std::move(records));
  else
    refuse(state, ask.call, {.code = Errc::idempotency_conflict});
  return false;
}

// A place for each, or for none.
bool take_places(const WalletActorState& state, const BatchAsk& ask) {
  persistence::KnownKeys& keys = state.around->known_keys;
  for (std::size_t i = 0; i < ask.keyed.size(); ++i) {
    if (ask.keyed[i].none() || keys.try_take()) continue;
    while (i-- > 0)
      if (!ask.keyed[i].none()) keys.give_back();
    return false;
  }
  return true;
}

// --- What becomes of them.

std::shared_ptr<Draft> draft_for(const WalletActorState& state, ledger::Decided decided,
                                 const PayCommand& command, const KeyHashes& keyed,
                                 ledger::Time now) {
  const auto& payee = command.pay.payee;
  const bool paid = std::holds_alternative<ledger::Paid>(decided.fact);
  return draft_of(std::move(decided),
                  {.decider = state.address(),
                   .other = paid && payee ? payee->organization : ledger::OrganizationNumber{},
                   .keyed = command.keyed,
                   .hashes = keyed,
                   .now = now});
}

// The wallet's own refusal is a record under each key; their keys are under way until then.
void refuse_all(WalletActorState& state, const BatchAsk& ask, const ledger::Error& error,
                ledger::Time now) {
  const bool keyed = !ask.keyed.front().none();
  const bool stores = keyed && stored_under_key(error.code);
  auto drafts = std::make_unique<Call::Drafts>();
  std::vector<ledger::Result<Receipt>> results;
  for (std::size_t i = 0; keyed && i < ask.keyed.size(); ++i) {
    const ledger::Bits128& key = ask.keyed[i].key;
    if (!stores) {
      state.keys.end(key);
      state.around->known_keys.give_back();
      continue;
    }
    const PayCommand& command = ask.call->command.payments[i];
    auto draft = draft_for(
        state, {.fact = ledger::Refused{state.address().account, error, command.keyed.request_id}},
        command, ask.keyed[i], now);
    state.keys.in_line(key, draft);
    state.wallet.apply(draft->record);
    results.emplace_back(receipt_of(draft));
    drafts->push_back(std::move(draft));
  }
  if (!stores) return refuse(state, ask.call, error);
  ask.call->refused = error.code;
  ask.call->outcome = std::move(results);
  ask.call->drafts = std::move(drafts);
  state.around->line.append(ask.call);
}

void carry(WalletActorState& state, const BatchAsk& ask, std::vector<ledger::Decided> all,
           ledger::Time now) {
  std::vector<TransferPtr> transfers;
  transfers.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const PayCommand& command = ask.call->command.payments[i];
    auto facts = std::make_shared<Transfer>();
    facts->from = state.address().account;
    facts->credits = credits_of(command, all[i]);
    facts->environment = state.address().environment;
    facts->decided_at = now;
    facts->key = ask.keyed[i].key;
    facts->draft = draft_for(state, all[i], command, ask.keyed[i], now);
    facts->decided = std::move(all[i]);
    state.transfers.give(state.wallet, facts);
    transfers.push_back(std::move(facts));
  }
  const TransferCoordinator& coordinator = state.around->coordinator_of(*transfers.front());
  const auto together = std::make_shared<const std::vector<TransferPtr>>(std::move(transfers));
  caf::anon_send(coordinator, CarryAll{together, ask.call});
}

std::vector<const ledger::Pay*> pays_of(const PayBatchCommand& command) {
  std::vector<const ledger::Pay*> pays;
  pays.reserve(command.payments.size());
  for (const PayCommand& payment : command.payments) pays.push_back(&payment.pay);
  return pays;
}

}  // namespace

void pay_together(WalletActorState& state, const BatchAsk& ask) {
  if (state.end.under_way()) return wait(state, ask);
  if (!fresh(state, ask)) return;
  const Surroundings& around = *state.around;
  if (around.read_only.load(std::memory_order_relaxed))
    return refuse(state, ask.call, {.code = Errc::read_only});
  const auto pays = pays_of(ask.call->command);
  const ledger::Time now = state.later(ask.call->command.payments.front().now);
  const ledger::PolicyInForce* const policy =
      state.policy.find(around.policies, state.wallet.state().policy);
  auto decided = decide_together(state.wallet, pays, around.terms, now, policy);
  if (!decided && only_what_is_under_way_refuses(state.wallet, pays, around.terms, now, policy))
    return wait(state, ask);
  if (!take_places(state, ask)) return refuse(state, ask.call, {.code = Errc::keys_full});
  for (const KeyHashes& keyed : ask.keyed)
    if (!keyed.none()) state.keys.begin(keyed);
  const bool denied = !decided && decided.error().code == Errc::policy_denied;
  around.signs.denied(state.address().account, state.denied_at, denied ? now : ledger::Time{});
  if (!decided) return refuse_all(state, ask, decided.error(), now);
  carry(state, ask, *std::move(decided), now);
}

void declined_together(WalletActorState& state, const DeclinedAll& declined) {
  BatchAsk ask{.call = declined.carried.call, .keyed = {}};
  ledger::Time then;
  for (const TransferPtr& transfer : *declined.carried.transfers) {
    state.transfers.end_giving(state.wallet, transfer);
    const auto& stored = transfer->draft->record.idempotency;
    ask.keyed.push_back(
        {.key = transfer->key, .content = stored ? stored->content : ledger::Bits128{}});
    then = transfer->decided_at;
  }
  refuse_all(state, ask, declined.error, state.later(then));
}

}  // namespace bursar::actors
