#include "actors/drafts.hpp"

#include "persistence/known_keys.hpp"

#include <utility>

namespace bursar::actors {

std::shared_ptr<Draft> draft_of(ledger::Decided decided, const Circumstances& circumstances) {
  // Not in one piece with its counts: those stay for as long as its wallet looks for the key, which
  // is until the next call of it, and would keep all of the memory.
  std::shared_ptr<Draft> draft{std::make_unique<Draft>()};
  ledger::Record& record = draft->record;
  record.time = circumstances.now;
  record.organizations[0].organization = circumstances.decider.organization;
  if (circumstances.other != circumstances.decider.organization)
    record.organizations[1].organization = circumstances.other;
  record.answer_version = circumstances.keyed.answer_version;
  if (const KeyHashes& hashes = circumstances.hashes; !hashes.none()) {
    const ledger::AccountNumber wallet =
        circumstances.key_of.none() ? circumstances.decider.account : circumstances.key_of;
    record.idempotency = {
        .wallet = wallet, .key = circumstances.keyed.key, .content = hashes.content};
    draft->key_hash = persistence::key_hash(wallet, hashes.key);
  }
  record.entries = std::move(decided.entries);
  record.fact = std::move(decided.fact);
  return draft;
}

bool stored_under_key(ledger::Errc code) {
  using ledger::Errc;
  // More of the payment may come back, a sealed key has its record already, payouts end, and what
  // lacks may be covered, or come.
  for (const Errc passing :
       {Errc::refund_exceeds, Errc::key_sealed, Errc::payouts_full, Errc::duplicate_dispute,
        Errc::dispute_too_late, Errc::evidence_full, Errc::cover_needed})
    if (code == passing) return false;
  return code >= Errc::wallet_frozen && code != Errc::outcome_unknown;
}

}  // namespace bursar::actors
