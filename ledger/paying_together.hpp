#pragma once

// Payments of one wallet of which all are made or none.

#include "ledger/wallet.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace bursar::ledger {

constexpr std::size_t payments_together_max = 8'192;

/// Each as if those before it were made. What is the matter with one tells which. One that would
/// have to wait for approval is denied: then it would not be all or none.
Result<std::vector<Decided>> decide_together(const Wallet& payer, std::span<const Pay* const> pays,
                                             const Terms& terms, Time now,
                                             const PolicyInForce* policy = nullptr);

/// Whether they would be made if what is under way came to nothing, or was there.
bool only_what_is_under_way_refuses(const Wallet& payer, std::span<const Pay* const> pays,
                                    const Terms& terms, Time now,
                                    const PolicyInForce* policy = nullptr);

/// What budgets draw from a wallet by payments that are made together: all of it, or nothing. Tells
/// with which it would be too much, by the records alone where they refuse.
Result<void> give_together(const Wallet& source, std::span<const Money> drawn);

/// Whether it would give all that, `drawn` by them together, if what is under way came to nothing,
/// or was there. `with_them` is what of it those payments bring themselves: it does not come before
/// they are all accepted.
bool only_what_is_under_way_refuses(const Wallet& source, Money drawn, Money with_them = {});

}  // namespace bursar::ledger
