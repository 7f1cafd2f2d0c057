#pragma once

// Money that recorded facts set aside. Until it is debited or released it is the wallet's still,
// and not available.

#include "ledger/record.hpp"
#include "ledger/tokens.hpp"

#include <cstddef>
#include <vector>

namespace bursar::ledger {

/// A payment of a wallet that waits for approval.
struct OpenHold {
  Sequence request = {};  // the record that holds its money
  Money held = {};
  Money amount = {};  // what it counts
  Time counted_at = {};
  Time expires_at = {};

  friend bool operator==(const OpenHold&, const OpenHold&) = default;
};

/// So many payments of one wallet may wait.
constexpr std::size_t open_holds_max = 1'000;

/// In the order of their requests.
using OpenHolds = std::vector<OpenHold>;

/// None: it does not wait (any more).
const OpenHold* find_hold(const OpenHolds& holds, Sequence request);

/// By how much a fact changes what is held of an account.
Money held_change(const Fact& fact, AccountNumber account);

/// The payment that a fact counts in its payer's windows. None: there is none, or it was counted
/// when it was asked for, or its token issued.
const Paid* counted_payment(const Fact& fact);

/// The instant whose windows a payment was counted in. It stands in the fact, so that a record
/// whose time the writer moved past midnight is counted where it was judged. Older journals tell
/// the day alone.
Time counted_at(const Paid& paid);

/// Whether its entries are transactions of their accounts: where a hold begins or ends without a
/// payment they are places in a chain and nothing else.
bool transacts(const Fact& fact);

/// The holds of `payer` with the record's part done: one more, or one less.
void apply_hold(OpenHolds& holds, const Record& record, AccountNumber payer);

}  // namespace bursar::ledger
