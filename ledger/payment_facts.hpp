#pragma once

// The facts of payments, and of money that is set aside for one: until it is approved, until a call
// is paid with it, until it is paid out.

#include "ledger/ids.hpp"
#include "ledger/money.hpp"
#include "ledger/payout_facts.hpp"
#include "ledger/policy.hpp"
#include "ledger/result.hpp"
#include "ledger/time.hpp"
#include "ledger/token_facts.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bursar::ledger {

/// Who let a payment pass that needed approval, and which record had held its money.
struct Approved {
  Sequence request = {};
  std::uint16_t request_epoch = 0;  // of that record, whose place the payment's id tells
  KeyId decided_by = {};
  std::string note = {};

  friend bool operator==(const Approved&, const Approved&) = default;
};

/// A payment that is completed. The payer is debited amount + fee − drawn. One that was approved
/// posts what was decided when it was asked for, and counts in no window again. Nor does one that a
/// token was settled with: its fee is the payee's, so that the payer pays just the amount.
struct Paid {
  AccountNumber payer = {};
  WalletId payer_id = {};
  AccountNumber payee = {};  // none: somebody outside
  WalletId payee_id = {};
  std::string payee_external = {};
  Amount amount = *Amount::of(Money::units(1));
  Money fee = {};
  Money drawn = {};  // what a budget wallet lacked, taken from its source in this same record
  PolicyId policy = {};
  std::uint32_t policy_version = 0;
  std::uint16_t velocity_count = 0;  // so many payments its velocity rule counts; zero: none
  Usage usage_after = {};
  Time counted_at = {};  // in the windows of this instant; zero in journals that had no velocity
  std::string description = {};
  std::string category = {};
  std::string metadata = {};  // a JSON object as text, or empty
  bool as_usdc = false;       // the caller wrote USDC, and reads it in the answer
  std::uint64_t salt = 0;
  std::optional<Approved> approved = {};  // none: it needed no approval
  std::optional<Settled> settles = {};    // none: no token was settled with it

  /// What it costs its payer, wherever that is taken from.
  Money cost() const { return settles ? amount.money() : amount.money() + fee; }
  /// What its payee gets.
  Money proceeds() const { return settles ? amount.money() - fee : amount.money(); }
  friend bool operator==(const Paid&, const Paid&) = default;
};

/// A payment that passed everything and needs approval. It counts from here on, and what it will
/// debit its payer is held until it is approved (Paid) or not (ApprovalEnded). Its one entry is of
/// nothing.
struct PaymentHeld {
  Paid payment = {};  // as it will be
  PolicyRule rule = PolicyRule::require_approval;
  Money above = {};  // with approval_above: up to so much needs none
  Time expires_at = {};

  /// What is held.
  Money held() const { return payment.amount.money() + payment.fee - payment.drawn; }
  friend bool operator==(const PaymentHeld&, const PaymentHeld&) = default;
};

/// What becomes of a payment that needs approval. There is no way back from the last three.
enum class ApprovalStatus : std::uint8_t { pending = 0, approved = 1, rejected = 2, expired = 3 };

/// A payment that needed approval is not made: nothing of it is held any more, and what it counted
/// is given back. Its one entry is of nothing.
struct ApprovalEnded {
  Sequence request = {};  // the record that held its money
  AccountNumber payer = {};
  WalletId payer_id = {};
  Amount amount = *Amount::of(Money::units(1));
  Money held = {};
  Time counted_at = {};
  ApprovalStatus status = ApprovalStatus::rejected;  // or expired
  KeyId decided_by = {};                             // none: nobody did, its time was over
  std::string note = {};
  Errc reason = {};  // why it was rejected although somebody approved it; zero: nobody did

  friend bool operator==(const ApprovalEnded&, const ApprovalEnded&) = default;
};

/// Money set aside for one call. It counts as the payment would that it may become, and is held
/// until the token has ended. Its one entry is of nothing.
struct TokenIssued {
  Paid payment = {};  // of all that is reserved; without a fee
  TokenTerms terms = {};

  /// What is held.
  Money held() const { return payment.amount.money() - payment.drawn; }
  friend bool operator==(const TokenIssued&, const TokenIssued&) = default;
};

/// Money set aside to be paid out of the system. It counts as a payment does, and is held until the
/// payout has ended. Its one entry is of nothing.
struct PayoutAsked {
  Paid payment = {};  // without a fee, to somebody outside: what its destination is known by
  SealedDestination destination = {};
  std::int64_t arrives_on = 0;  // a day; an estimate
  Time submit_at = {};          // until then it may be cancelled

  /// What is held.
  Money held() const { return payment.amount.money() - payment.drawn; }
  friend bool operator==(const PayoutAsked&, const PayoutAsked&) = default;
};

}  // namespace bursar::ledger
