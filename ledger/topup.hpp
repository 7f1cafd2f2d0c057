#pragma once

// Wallets that are given something by themselves once a payment has left them little: when, how
// much, and what records of that must hold.

#include "ledger/books.hpp"
#include "ledger/wallet.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

/// What a wallet has been topped up with in the UTC day of `now`.
Money topped_up_in_day(const WalletState& state, Time now);

/// What a wallet asks its org wallet for when a payment has left it like this; none: nothing, by
/// its terms, its balance, its status or what the day has seen. Its address is the one to fund.
std::optional<Fund> topup_wanted(const WalletState& state, Time now);

/// The wallet's part of a record that tops it up.
void count_topup(WalletState& state, const Funded& funded);

/// What is wrong with a record that sets the terms, or with a top-up, seen against the books before
/// it. It keeps every promise already.
std::optional<std::string> wrong_setting(const Books& books, const Record& record);
std::optional<std::string> wrong_topup(const Books& books, const Funded& funded);

}  // namespace bursar::ledger
