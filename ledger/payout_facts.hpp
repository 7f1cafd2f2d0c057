#pragma once

// The facts of payouts, but for the first (PayoutAsked in record.hpp): money on its way out of the
// system, and which of its exits it took.

#include "ledger/destination.hpp"
#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/payout_states.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bursar::ledger {

/// Where a payout goes, as a journal may know it.
struct SealedDestination {
  DestinationType type = DestinationType::bank;
  std::string masked = {};                // as everybody reads it: a JSON object as text
  std::vector<std::uint8_t> sealed = {};  // all of it, under a key that is in no journal

  friend bool operator==(const SealedDestination&, const SealedDestination&) = default;
};

/// It was submitted, or is being settled. Its one entry is of nothing.
struct PayoutAdvanced {
  Sequence payout = {};  // the record that asked for it
  AccountNumber payer = {};
  WalletId payer_id = {};
  PayoutStatus status = PayoutStatus::submitted;  // or settling
  std::string reference = {};                     // what whoever settles it calls it; or empty
  Time at = {};                                   // when this was decided

  friend bool operator==(const PayoutAdvanced&, const PayoutAdvanced&) = default;
};

/// Nothing was paid out: nothing is held for it any more, and what it counted is given back. Its
/// one entry is of nothing.
struct PayoutEnded {
  Sequence payout = {};
  AccountNumber payer = {};
  WalletId payer_id = {};
  Amount amount = *Amount::of(Money::units(1));
  Money held = {};
  Time counted_at = {};
  PayoutStatus status = PayoutStatus::cancelled;  // or failed
  std::string reason = {};                        // why it failed, in a word of the connector's

  friend bool operator==(const PayoutEnded&, const PayoutEnded&) = default;
};

/// It was paid out: what was held is debited.
struct PayoutCompleted {
  Sequence payout = {};
  std::uint16_t payout_epoch = 0;  // of that record
  AccountNumber payer = {};
  WalletId payer_id = {};
  Amount amount = *Amount::of(Money::units(1));
  Money drawn = {};  // what a budget wallet lacked when it was asked for
  Time counted_at = {};
  DestinationType type = DestinationType::bank;
  std::string masked = {};  // destination
  std::string description = {};
  std::string reference = {};
  bool as_usdc = false;
  std::uint64_t salt = 0;  // of the record that asked for it

  /// What was held.
  Money held() const { return amount.money() - drawn; }
  friend bool operator==(const PayoutCompleted&, const PayoutCompleted&) = default;
};

}  // namespace bursar::ledger
