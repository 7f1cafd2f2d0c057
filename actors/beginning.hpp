#pragma once

// What an engine keeps in memory of the books that it begins from: a few numbers for each account
// and organisation. Everything else is asked for when it is wanted. Reads each row once.

#include "actors/approval_commands.hpp"
#include "actors/journal_heads.hpp"
#include "actors/payout_commands.hpp"
#include "actors/ports.hpp"
#include "actors/registry_books.hpp"
#include "actors/tables.hpp"
#include "actors/token_commands.hpp"
#include "actors/wallet_index.hpp"
#include "actors/wallet_signs.hpp"
#include "ledger/identity.hpp"

#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

namespace bursar::actors {

struct Beginning {
  /// `states` outlive it.
  explicit Beginning(const LedgerStates& states);

  const LedgerStates& books;
  ledger::Standing standing;
  JournalHeads heads;
  std::vector<ledger::WalletAddress> wallets;  // in the order of their accounts
  std::vector<RegistryBooks::Tenant> tenants{1};
  std::unique_ptr<WalletSigns> signs = std::make_unique<WalletSigns>();
  struct Key {
    Tables::KeyRow row;            // its wallet is still to be found
    ledger::WalletId wallet = {};  // none: the key is bound to none
  };
  std::vector<Key> keys;  // that were not revoked
  std::vector<ledger::Policy> policies;
  std::vector<OpenApproval> approvals;          // that wait
  std::vector<KnownToken> tokens;               // that are open
  std::vector<KnownPayout> payouts;             // likewise
  std::vector<ledger::SessionIssued> sessions;  // that had not expired by then
  ledger::AccountNumber next_account = {1};

 private:
  void read_system_accounts(const LedgerStates& states);
  void read_organizations(const LedgerStates& states);
  void read_wallets(const LedgerStates& states);
  void read_profiles(const LedgerStates& states);
  void join_indexes();
  void read_keys(const LedgerStates& states);
  void read_sessions(const LedgerStates& states);
  void exists(ledger::AccountNumber account);

  std::unordered_set<ledger::AccountNumber> archived_;  // whose sessions have ended with them
  std::vector<std::pair<ledger::WalletAddress, ledger::WalletStatus>> set_;  // not active
  std::vector<WalletIndex> indexes_;                                         // by organisation
};

}  // namespace bursar::actors
