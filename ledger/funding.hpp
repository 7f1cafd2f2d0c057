#pragma once

// Who gives what a wallet is funded with, and what of an agent's day at the faucet is left.

#include "ledger/wallet.hpp"

namespace bursar::ledger {

/// As the org wallet; whether the funded wallet can receive is for that one to say.
Result<Decided> given(const Fund& fund, const WalletState& giver, Money free);

/// As the funded wallet, out of the treasury; whether it has room is not looked at.
Result<Decided> taken_from_treasury(const Fund& fund, const WalletState& taker,
                                    Money faucet_per_day, Time now);

}  // namespace bursar::ledger
