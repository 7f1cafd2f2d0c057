#pragma once

// Who gives what a wallet is funded with, what of an agent's day at the faucet is left, and what a
// record of many fundings must hold.

#include "ledger/books.hpp"
#include "ledger/wallet.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

/// As the org wallet; whether the funded wallet can receive is for that one to say.
Result<Decided> given(const Fund& fund, const WalletState& giver, Money free);

/// The same of several. A wallet that is in it twice, or has no place in it, is told by its part.
Result<Decided> given(const FundBatch& batch, const WalletState& giver, Money free);

/// As the funded wallet, out of the treasury; whether it has room is not looked at.
Result<Decided> taken_from_treasury(const Fund& fund, const WalletState& taker,
                                    Money faucet_per_day, Time now);

/// What is wrong with a record of many fundings, seen against the books before it. It keeps every
/// promise already.
std::optional<std::string> wrong_batch(const Books& books, const Record& record);

}  // namespace bursar::ledger
