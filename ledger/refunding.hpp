#pragma once

// What goes back of a payment, and what a record of that must hold.

#include "ledger/books.hpp"
#include "ledger/wallet.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

/// As the wallet that gives. Whether another one can receive is for that one to say.
Result<Decided> refunded(const Refund& refund, const WalletState& giver, Money free);

/// Of what was drawn for a payment so much is back by the time that so much of it is refunded.
Money back_at_source(Money drawn, Money refunded);

/// What is wrong with what a record says of a payment's course, so that following it would come to
/// nonsense.
std::optional<std::string> broken_course(const Books& books, const Record& record);

/// What else is wrong with a record that refunds. It keeps every promise already.
std::optional<std::string> wrong_refund(const Books& books, const Record& record,
                                        const Refunded& refunded);

/// What a refund says of its payment: a small copy, for whoever compares them later.
struct PaymentClaim {
  Sequence payment = {};
  Sequence refund = {};  // the record that says it
  PaymentPlace place = {};
  AccountNumber payer = {};
  AccountNumber payee = {};
  Money principal = {};
  Money drawn = {};
  Time counted_at = {};
};
/// None: it refunds nothing.
std::optional<PaymentClaim> payment_claim(const Record& record);

/// What is wrong with that, as the record tells that made the payment. No books know it: they keep
/// nothing of a payment that is over.
std::optional<std::string> wrong_claim(const PaymentClaim& claim, const Record& payment);

}  // namespace bursar::ledger
