#pragma once

// What a wallet decided, written down as the record that the journal will keep.

#include "actors/commands.hpp"
#include "actors/content_hash.hpp"
#include "ledger/wallet.hpp"

#include <memory>

namespace bursar::actors {

/// What a record says beside its fact.
struct Circumstances {
  const ledger::WalletAddress& decider;
  ledger::OrganizationNumber other = {};  // the payee's, or none; the decider's own is no other
  const KeyedBy& keyed;
  const KeyHashes& hashes;
  ledger::Time now = {};
  ledger::AccountNumber key_of = {};  // whose key it is; none: the decider's
};

std::shared_ptr<Draft> draft_of(ledger::Decided decided, const Circumstances& circumstances);

/// Refusals that are the wallet's own are stored under the call's key: asked again, it gives the
/// same answer, whatever has become of the wallet.
bool stored_under_key(ledger::Errc code);

}  // namespace bursar::actors
