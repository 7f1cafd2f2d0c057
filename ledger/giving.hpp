#pragma once

// What has to be so before a wallet gives anything, and before it takes some of it.

#include "ledger/wallet.hpp"

namespace bursar::ledger {

/// Refuses what is frozen or archived.
Result<void> active(const WalletState& state);

/// What the edge has made sure of already. Should it fail to, no money moves either.
Result<void> may_move(const WalletAddress& from, const WalletAddress& to);
/// The same of what stays in one organisation.
Result<void> may_move_within(const WalletAddress& from, const WalletAddress& to);

/// Whether a frozen wallet refuses what it would get by this: fundings and budgets.
bool needs_active_payee(const Fact& fact);

}  // namespace bursar::ledger
