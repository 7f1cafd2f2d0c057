#pragma once

// The keys of each wallet that are current, neither revoked nor rotated, as a chain: the wallet's
// profile names the newest, every key the ones beside it. So the newest is found, and any key goes,
// without a walk over those that are gone, however many there are.

#include "ledger/books.hpp"
#include "persistence/views_rows.hpp"

#include <unordered_map>
#include <utility>

namespace bursar::persistence {

/// Puts a key at the chain's newest end. `links_of(id)` is where the links of a key are changed.
template <class LinksOf>
void join_chain(ledger::KeyId& newest, ledger::KeyId id, LinksOf links_of) {
  if (!newest.bits.none()) {
    links_of(newest).newer = id;
    links_of(id).older = newest;
  }
  newest = id;
}

/// Takes a key out of the chain that it is in.
template <class LinksOf>
void leave_chain(ledger::KeyId& newest, ledger::KeyId id, LinksOf links_of) {
  const KeyLinks gone = std::exchange(links_of(id), {});
  (gone.newer.bits.none() ? newest : links_of(gone.newer).older) = gone.older;
  if (!gone.older.bits.none()) links_of(gone.older).newer = gone.newer;
}

/// All chains of some books.
class KeyChains {
 public:
  explicit KeyChains(const ledger::Books& books);

  ledger::KeyId newest(ledger::AccountNumber wallet) const;
  KeySnapshot row(const ledger::Key& key) const;

 private:
  std::unordered_map<ledger::AccountNumber, ledger::KeyId> newest_;
  std::unordered_map<ledger::KeyId, KeyLinks> links_;  // of those that are not alone
};

}  // namespace bursar::persistence
