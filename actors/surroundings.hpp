#pragma once

// What every wallet actor and transfer coordinator shares with the others. Outlives them all; a
// million wallets keep one pointer each.

#include "actors/chunked_table.hpp"
#include "actors/fatal.hpp"
#include "actors/journal_line.hpp"
#include "actors/key_places.hpp"
#include "actors/protocol.hpp"
#include "ledger/wallet.hpp"
#include "persistence/store.hpp"

#include <atomic>
#include <vector>

namespace bursar::actors {

/// Where each account's wallet is; none for system accounts.
using Addresses = ChunkedTable<WalletActor>;

struct Surroundings {
  const OnFatal& on_fatal;
  JournalLine& line;
  const persistence::JournalReader& reader;
  const ledger::Terms terms;
  KeyPlaces key_places;
  Addresses addresses;
  std::vector<TransferCoordinator> coordinators;
  std::atomic<bool> read_only = false;  // what needs_room is refused

  const WalletActor* wallet(ledger::AccountNumber account) const {
    const WalletActor* found = addresses.find(account.value);
    return found != nullptr && *found ? found : nullptr;
  }
};

}  // namespace bursar::actors
