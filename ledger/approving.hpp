#pragma once

// A payment that needs approval: what is recorded when it is asked for, and what becomes of it; and
// what a record that says so must hold.

#include "ledger/books.hpp"

#include <optional>
#include <string>

namespace bursar::ledger {

Decided hold_for_approval(Paid payment, PolicyRule rule, const PolicyTerms& terms, Time expires_at);

/// Somebody decides a payment that waits.
struct DecideApproval {
  Sequence request = {};
  std::uint16_t request_epoch = 0;
  PaymentHeld held = {};                             // what that record says
  std::optional<WalletAddress> payee = {};           // of the same; none: somebody outside
  ApprovalStatus status = ApprovalStatus::approved;  // or rejected
  KeyId decided_by = {};
  std::string note = {};
};

/// As the payer, where the payment still waits (else invalid_state). A frozen wallet refuses an
/// approval. What the policy in force blocks, and what comes too late, is not paid: then the fact
/// is an ApprovalEnded, with a reason or because it expired. Otherwise what was decided is posted;
/// whether the payee can receive it by now is for that one to say.
Result<Decided> decide(const WalletState& state, const DecideApproval& asked,
                       const PolicyInForce* policy, Time now);

/// Of a payment that waits.
Decided end_approval(const WalletState& state, const OpenHold& hold, ApprovalStatus status);
/// Approved, and not paid for this reason.
Decided reject_approved(const WalletState& state, const OpenHold& hold, const DecideApproval& asked,
                        Errc reason);

/// What is wrong with what a record says of holds, so that applying it would come to nonsense.
std::optional<std::string> broken_hold(const Books& books, const Record& record);

/// What else is wrong with a record that begins or ends one. It keeps every promise already.
std::optional<std::string> wrong_hold(const Record& record, const PaymentHeld& held);
std::optional<std::string> wrong_approval(const Books& books, const Record& record,
                                          const Paid& paid);
std::optional<std::string> wrong_end_of_approval(const Books& books, const Record& record,
                                                 const ApprovalEnded& ended);

}  // namespace bursar::ledger
