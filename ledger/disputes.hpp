#pragma once

// Disputes as a journal leaves them. What becomes of one is part of the course of its payment, so
// that refunds and its resolution are decided of the same state.

#include "ledger/dispute_states.hpp"
#include "ledger/record.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace bursar::ledger {

/// What has become of the dispute of a payment.
struct DisputeCourse {
  Sequence opened = {};  // the record that opened it; none: nobody did
  DisputeStatus status = DisputeStatus::none;
  std::uint16_t evidence_of_payer = 0;  // pieces of it
  std::uint16_t evidence_of_payee = 0;
  Sequence newest_evidence = {};  // none: there is none
  Sequence last = {};             // its newest record

  std::uint16_t evidence(bool of_payee) const {
    return of_payee ? evidence_of_payee : evidence_of_payer;
  }

  friend bool operator==(const DisputeCourse&, const DisputeCourse&) = default;
};

/// Who disputes what; it never changes.
struct Dispute {
  std::array<OrganizationNumber, 2> organizations = {};  // the payee's, and the payer's if another
  Environment environment = Environment::sandbox;
  std::array<AccountNumber, 2> wallets = {};  // payee, payer
  Sequence payment = {};                      // the record that made it
  Sequence service = {};                      // that was paid for; none: without one
  bool by_payee = false;

  /// Whose trust it is about that it comes to this: whoever disputes its own payment wins nothing.
  Sequence judged(DisputeStatus ended) const {
    const bool lost = ended == DisputeStatus::resolved_refunded;
    const bool defended = ended == DisputeStatus::resolved_denied && !by_payee;
    return lost || defended ? service : Sequence{};
  }

  friend bool operator==(const Dispute&, const Dispute&) = default;
};

/// Which dispute a fact is about, and whereto it brings it.
struct DisputeMove {
  Sequence dispute = {};  // none: the record itself opens it
  Sequence payment = {};
  DisputeStatus status = DisputeStatus::open;
  Sequence service = {};  // whose trust it is about
  bool evidence = false;  // and the status stays
};
/// None: it is about no dispute.
std::optional<DisputeMove> dispute_move(const Fact& fact);

/// What a fact gives back of a payment; null: nothing.
const Refunded* refund_of(const Fact& fact);

/// What a record of a dispute that gives nothing back says of its payment; null: it is no such one.
const Disputed* disputed_by(const Fact& fact);

/// The wallet whose deed a fact of a dispute is: it is told of it, with an entry or without one.
/// None: it is about no dispute.
AccountNumber dispute_decider(const Fact& fact);

/// Which payment, made by that record, a fact goes on with: gives back of it, or disputes it.
std::optional<Sequence> payment_of(const Fact& fact);

}  // namespace bursar::ledger
