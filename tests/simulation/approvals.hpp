#pragma once

// Payments that wait for approval as the auditor knows them: what the journal says of each, in the
// plainest way.

#include "ledger/record.hpp"

#include <optional>
#include <variant>

namespace bursar::simulation {

struct Evidence;

struct ApprovalRow {
  ledger::Record request;
  ledger::ApprovalStatus status = ledger::ApprovalStatus::pending;
  ledger::Sequence ended = {};  // the record that says so; none: it waits

  const ledger::PaymentHeld& held() const { return std::get<ledger::PaymentHeld>(request.fact); }
  ledger::AccountNumber payer() const { return held().payment.payer; }
  bool waits() const { return ended.none(); }
  /// When there were so many records.
  ledger::ApprovalStatus status_at(ledger::Sequence then) const {
    return waits() || ended > then ? ledger::ApprovalStatus::pending : status;
  }
};

/// What is set aside for it.
ledger::Wide held_by(const ledger::PaymentHeld& held);

/// Whether a record says of money that it is set aside, or is not any more, and moves none.
bool is_of_approval(const ledger::Record& record);

/// To which end a record brings a payment that waits; none: to none.
struct EndOfApproval {
  ledger::Sequence request = {};
  ledger::ApprovalStatus status = ledger::ApprovalStatus::approved;
};
std::optional<EndOfApproval> end_of_approval(const ledger::Record& record);

// --- Of the next record, before it is added up.

bool waits_where_its_policy_says_so(const Evidence& before, const ledger::Record& next);
bool waits_for_as_long_as_told(const Evidence& before, const ledger::Record& next);
bool comes_to_one_end(const Evidence& before, const ledger::Record& next);
bool is_approved_by_somebody_in_time(const Evidence& before, const ledger::Record& next);
bool is_rejected_for_a_reason(const Evidence& before, const ledger::Record& next);
bool expires_by_itself(const Evidence& before, const ledger::Record& next);
bool is_not_blocked_by_now(const Evidence& before, const ledger::Record& next);
bool gives_nothing_that_is_held(const Evidence& before, const ledger::Record& next);
bool ends_with_nothing_that_waits(const Evidence& before, const ledger::Record& next);

/// What a record changes of what is held of an account.
ledger::Wide held_change_of(const Evidence& before, const ledger::Record& next,
                            ledger::AccountNumber account);

}  // namespace bursar::simulation
