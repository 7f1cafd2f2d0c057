#pragma once

// What wallets owe since their organisation's treasury gave in their place, and how they give it
// back.

#include "ledger/books.hpp"
#include "ledger/wallet.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

/// What the wallet gives back of what it owes, out of so much that it has free; none: nothing. No
/// freezing keeps it.
std::optional<Decided> repayment(const WalletState& state, Money free);

/// What a fact changes of what an account owes.
Money owed_change(const Fact& fact, AccountNumber account);

/// What is wrong with such a record, so that applying it would come to nonsense, and what else. The
/// latter's keeps every promise already.
std::optional<std::string> broken_repayment(const Books& books, const Record& record);
std::optional<std::string> wrong_repayment(const Books& books, const Record& record,
                                           const ReceivableRepaid& repaid);

}  // namespace bursar::ledger
