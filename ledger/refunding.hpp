#pragma once

// What goes back of a payment, and what a record of that must hold.

#include "ledger/books.hpp"
#include "ledger/wallet.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bursar::ledger {

/// Who gets it: the payer or, where that is archived, its org wallet.
const WalletAddress& gets_back(const Refund& refund, const WalletState& giver);
/// What goes back, and of what was drawn.
Refunded refund_fact(const Refund& refund, const WalletAddress& to, Money amount);
/// Each organisation's sum to zero. Of what goes back the giver's treasury gives so much, and the
/// giver the rest.
std::vector<Entry> refund_entries(const Refund& refund, const WalletAddress& to,
                                  const Refunded& refunded, Money covered = {});

/// As the wallet that gives. Whether another one can receive is for that one to say.
Result<Decided> refunded(const Refund& refund, const WalletState& giver, Money free);

/// Of what was drawn for a payment so much is back by the time that so much of it is refunded.
Money back_at_source(Money drawn, Money refunded);

/// What is wrong with what a record says of a payment's course, so that following it would come to
/// nonsense.
std::optional<std::string> broken_course(const Books& books, const Record& record);

/// What else is wrong with a record that refunds. It keeps every promise already.
std::optional<std::string> wrong_refund(const Books& books, const Record& record,
                                        const Refunded& refunded, Money covered = {});

/// What a refund, or what opens a dispute, says of its payment: a small copy, for whoever compares
/// them later.
struct PaymentClaim {
  Sequence payment = {};
  Sequence refund = {};   // the record that says it
  bool disputes = false;  // so that it says nothing of what was drawn and counted
  PaymentPlace place = {};
  AccountNumber payer = {};
  AccountNumber payee = {};
  Money principal = {};
  Money drawn = {};
  Time counted_at = {};
  Time paid_at = {};      // where it disputes it
  Sequence service = {};  // likewise
};
/// None: it does neither.
std::optional<PaymentClaim> payment_claim(const Record& record);

/// What is wrong with that, as the record tells that made the payment. No books know it: they keep
/// nothing of a payment that is over.
std::optional<std::string> wrong_claim(const PaymentClaim& claim, const Record& payment);

}  // namespace bursar::ledger
