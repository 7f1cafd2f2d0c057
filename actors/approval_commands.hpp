#pragma once

// What can be asked about payments that wait for approval.

#include "actors/commands.hpp"
#include "ledger/approving.hpp"

#include <cstdint>
#include <optional>

namespace bursar::actors {

/// The payee's address is filled in by the engine.
struct DecideApprovalCommand {
  ledger::DecideApproval decision;
  ledger::Time now = {};
};
/// The record that decided: the payment, or why there is none (an ApprovalEnded, also where what
/// was approved is not paid). Refuses with invalid_state (it was decided before), wallet_frozen,
/// overloaded and, an approval alone, read_only.
using DecideApprovalCall = CallOf<DecideApprovalCommand, Receipt>;

struct ApprovalQuery {
  ledger::Sequence request = {};
  std::int64_t wait_ms = 0;  // at most, for it to be decided
};
/// What has become of it by then. Where too many wait already it is told at once. Refuses with
/// not_found.
using ApprovalCall = CallOf<ApprovalQuery, ledger::Approval>;

struct ApprovalsQuery {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  std::optional<ledger::ApprovalStatus> status;
  ledger::AccountNumber only = {};  // a scoped key sees its own wallet's
  Page page;                        // `before` is the sequence of a request
};
struct ApprovalRow {
  ledger::Sequence request = {};
  ledger::Approval approval;
};
using ApprovalsCall = CallOf<ApprovalsQuery, Rows<ApprovalRow>>;

/// One that waits.
struct OpenApproval {
  ledger::Sequence request = {};
  ledger::Approval approval = {};
  ledger::Time expires_at = {};
};

}  // namespace bursar::actors
