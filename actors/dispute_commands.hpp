#pragma once

// What can be asked about disputes.

#include "actors/commands.hpp"
#include "ledger/dispute_deeds.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace bursar::actors {

/// Of a payment that is completed. Who may is for the edge to say; what has become of the payment,
/// for the wallet that was paid. The engine fills in the sides.
struct DisputeCommand {
  ledger::ActOnDispute act;
  std::string content = {};  // of evidence: kept before anything is recorded of it
  KeyedBy keyed = {};
  ledger::Time now = {};  // sampled at admission
};
/// The record that says so. Refuses as dispute_deeds.hpp says, as the other side of a refund does,
/// and with evidence_full or read_only where a piece is not kept.
/// Evidence takes a place of its own too, for as long as it lasts: it is large.
struct DisputeCall final : CallOf<DisputeCommand, Receipt> {
  Permit place_of_evidence;
  std::string why = {};  // a piece is not kept, for whoever has shown it; empty: as the code says
};

/// So many pieces may be on their way at once.
constexpr std::size_t evidence_in_flight_max = 16;

/// Whose it is, and how it stands.
struct DisputeStanding {
  ledger::Dispute row = {};
  ledger::DisputeStatus status = ledger::DisputeStatus::open;
  ledger::DisputeCourse course = {};
};

inline bool is_of(const DisputeStanding& dispute, ledger::AccountNumber wallet) {
  const auto& [payee, payer] = dispute.row.wallets;
  return payee == wallet || payer == wallet;
}

struct DisputesQuery {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  std::optional<ledger::DisputeStatus> status = {};
  ledger::AccountNumber only = {};  // a scoped key sees its own wallet's
  Page page = {};                   // `before` is the sequence of a record that opened one
};
struct DisputeRow {
  ledger::Sequence dispute = {};
  DisputeStanding standing;
};

/// At most so many rows are looked at for one page: it is answered at once, by whoever asks.
constexpr std::uint32_t dispute_looks_max = 200;

}  // namespace bursar::actors
