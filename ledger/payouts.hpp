#pragma once

// What a payer's wallet knows of a payout that is open, and what has become of each. All of it is
// decided serially by that wallet.

#include "ledger/payout_states.hpp"
#include "ledger/record.hpp"

#include <optional>
#include <vector>

namespace bursar::ledger {

/// What a payer's wallet knows of one.
struct OpenPayout {
  Sequence payout = {};  // the record that asked for it
  Money held = {};
  Money amount = {};  // what it counts
  Time counted_at = {};
  PayoutStatus status = PayoutStatus::pending;
  Time submit_at = {};
  Time since = {};  // when it came to be so

  friend bool operator==(const OpenPayout&, const OpenPayout&) = default;
};

/// In the order of their asking.
using OpenPayouts = std::vector<OpenPayout>;

/// None: it is not open (any more).
const OpenPayout* find_payout(const OpenPayouts& payouts, Sequence payout);
/// The payouts of `payer` with the record's part done: one more, one that goes on, or one less.
void apply_payout(OpenPayouts& payouts, const Record& record, AccountNumber payer);

/// A payout, and what has become of it.
struct Payout {
  OrganizationNumber organization = {};
  Environment environment = Environment::sandbox;
  AccountNumber wallet = {};  // the payer
  PayoutStatus status = PayoutStatus::pending;
  Sequence last = {};  // its newest record

  friend bool operator==(const Payout&, const Payout&) = default;
};

/// Which payout a fact moves on, and whereto.
struct PayoutMove {
  Sequence payout = {};
  PayoutStatus status = PayoutStatus::pending;
};
/// None: nothing of the kind.
std::optional<PayoutMove> payout_move(const Fact& fact);

}  // namespace bursar::ledger
