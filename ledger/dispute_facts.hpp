#pragma once

// The facts of disputes: a party says that something is wrong with a payment, both show what they
// have, and the operator decides. And of what wallets owe since somebody else gave in their place.

#include "ledger/dispute_states.hpp"
#include "ledger/identity.hpp"
#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/refund_facts.hpp"
#include "ledger/time.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace bursar::ledger {

/// Which payment a record of a dispute is about, and how that stands.
struct Disputed {
  Sequence payment = {};  // the record that made it
  AccountNumber payer = {};
  WalletId payer_id = {};
  AccountNumber payee = {};
  WalletId payee_id = {};
  Amount principal = *Amount::of(Money::units(1));
  Money refunded = {};  // of it by now

  friend bool operator==(const Disputed&, const Disputed&) = default;
};

struct DisputeOpened {
  Disputed of = {};
  PaymentPlace payment_place = {};  // what the payment's id tells
  Environment environment = Environment::sandbox;
  Time paid_at = {};
  Sequence service = {};  // that was paid for; none: without one
  bool by_payee = false;  // else by the payer
  KeyId opened_by = {};
  std::string reason = {};  // a word of the opener's
  std::string description = {};
  std::uint64_t salt = 0;

  friend bool operator==(const DisputeOpened&, const DisputeOpened&) = default;
};

/// Something that a party shows. What it is stands in a file of its own, whose name is its hash.
struct EvidenceAdded {
  Sequence dispute = {};  // the record that opened it, here and below
  Disputed of = {};
  bool by_payee = false;
  KeyId added_by = {};
  std::string type = {};
  std::array<std::uint8_t, 32> sha256 = {};
  std::uint32_t bytes = 0;
  std::uint64_t salt = 0;
  Sequence previous = {};  // the record of the piece before it; none: it is the first

  friend bool operator==(const EvidenceAdded&, const EvidenceAdded&) = default;
};

/// It goes on, or came to an end in which nothing is left to give back.
struct DisputeMoved {
  Sequence dispute = {};
  Disputed of = {};
  DisputeStatus status = DisputeStatus::under_review;  // or any end
  KeyId by = {};                                       // none: the operator
  std::string note = {};
  Sequence service = {};  // whose trust this is about; none: nobody's

  friend bool operator==(const DisputeMoved&, const DisputeMoved&) = default;
};

/// The payer gets back all that was left of the payment. What the payee lacks its organisation's
/// treasury gives, and the payee owes it from then on.
struct DisputeRefunded {
  Sequence dispute = {};
  Refunded refund = {};
  Money covered = {};  // of the refund's amount, by the treasury
  std::string note = {};
  Sequence service = {};

  friend bool operator==(const DisputeRefunded&, const DisputeRefunded&) = default;
};

/// A wallet gave back some of what it owes, as soon as it had something.
struct ReceivableRepaid {
  AccountNumber wallet = {};
  WalletId wallet_id = {};
  Amount amount = *Amount::of(Money::units(1));
  Money owed_after = {};

  friend bool operator==(const ReceivableRepaid&, const ReceivableRepaid&) = default;
};

}  // namespace bursar::ledger
