#pragma once

// A wallet as it was: its state, with the newer records taken back one by one.

#include "ledger/wallet.hpp"

#include <variant>

namespace bursar::ledger {

/// Everything up to an instant, or up to a record of the wallet's organisation.
using PastPoint = std::variant<Time, OrganizationSequence>;

/// Whether the record was there by then.
bool there_by(const PastPoint& point, const Record& record, OrganizationNumber organization);

/// The opposite of Wallet::apply() for what a balance tells: money, what was spent and drawn, how
/// many transactions. Newest first; policy, windows, status and the list of holds stay as they are.
void take_back(WalletState& state, const Record& record);

/// What the record said of the wallet's held money. To be called with the newest one that was
/// there.
void hold_as_of(WalletState& state, const Record& record);

}  // namespace bursar::ledger
