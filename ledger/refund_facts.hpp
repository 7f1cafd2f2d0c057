#pragma once

// The fact of money that goes back.

#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <string>

namespace bursar::ledger {

/// Some of a payment's principal went back to whoever had paid; its fee did not. What had been
/// drawn for the payment goes back to where it came from before anything else does.
struct Refunded {
  PaymentPlace payment_place = {};  // what the payment's id tells
  Sequence payment = {};            // the record that made it
  AccountNumber from = {};          // the payee; none: somebody outside
  WalletId from_id = {};
  std::string from_external = {};
  AccountNumber payer = {};
  WalletId payer_id = {};
  AccountNumber to = {};  // the payer or, where that is archived, its org wallet
  WalletId to_id = {};
  Amount principal = *Amount::of(Money::units(1));  // of the payment
  Money drawn = {};                                 // for the payment and its fee
  Time counted_at = {};                             // the payment, in its payer's windows
  Amount amount = *Amount::of(Money::units(1));
  Money refunded_after = {};  // of the principal, by this and all before
  Money to_source = {};       // of the amount
  bool as_usdc = false;
  std::uint64_t salt = 0;

  friend bool operator==(const Refunded&, const Refunded&) = default;
};

}  // namespace bursar::ledger
