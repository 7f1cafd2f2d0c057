#pragma once

// What can be asked about payouts.

#include "actors/commands.hpp"
#include "ledger/payout_deeds.hpp"

#include <optional>

namespace bursar::actors {

struct PayOutCommand {
  ledger::PayOut payout;
  ledger::Bits128 destination = {};  // a keyed hash of all of it: part of what a key stands for
  KeyedBy keyed;
  ledger::Time now = {};  // sampled at admission
};
/// The record that asked for it. Refuses as a payment does, with settlement_not_configured and with
/// payouts_full.
using PayOutCall = CallOf<PayOutCommand, Receipt>;

struct CancelPayoutCommand {
  ledger::ActOnPayout act;  // whose event is to cancel
  ledger::Time now = {};
};
/// The record that cancelled it. Refuses with invalid_state (it is not pending any more) and
/// overloaded.
using CancelPayoutCall = CallOf<CancelPayoutCommand, Receipt>;

struct PayoutQuery {
  ledger::Sequence payout = {};
};
/// What has become of it. Refuses with not_found.
using PayoutCall = CallOf<PayoutQuery, ledger::Payout>;

struct PayoutsQuery {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  std::optional<ledger::PayoutStatus> status = {};
  ledger::AccountNumber only = {};  // a scoped key sees its own wallet's
  Page page = {};                   // `before` is the sequence of a record that asked for one
};
struct PayoutRow {
  ledger::Sequence payout = {};
  ledger::Payout row;
};
using PayoutsCall = CallOf<PayoutsQuery, Rows<PayoutRow>>;

/// One that is open.
struct KnownPayout {
  ledger::Sequence payout = {};
  ledger::Payout row = {};
  ledger::Time submit_at = {};
  ledger::Time since = {};  // when it came to be as it is
};

}  // namespace bursar::actors
