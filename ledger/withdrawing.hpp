#pragma once

// What goes back from a wallet to its organisation's own, and what a record of that must hold.

#include "ledger/books.hpp"
#include "ledger/wallet.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

/// As the wallet that gives back; whether the org wallet can receive is for that one to say.
Result<Decided> withdrawn(const Withdraw& withdraw, const WalletState& giver, Money free);

/// What is wrong with a record that withdraws, seen against the books before it. It keeps every
/// promise already.
std::optional<std::string> wrong_withdrawal(const Books& books, const Record& record);

}  // namespace bursar::ledger
