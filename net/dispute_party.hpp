#pragma once

// Whose a dispute is: both parties of its payment, and the operator's to read.

#include "ledger/record.hpp"
#include "net/visit.hpp"

namespace bursar::net {

bool of_the_operator(const Visit& visit);

/// By which side the caller is a party; the operator is both, and sees all.
struct Sides {
  bool payer = false;
  bool payee = false;
};
/// Of a payment between these wallets. Refuses with not_found and environment_mismatch.
ledger::Result<Sides> sides_of(const Visit& visit, ledger::WalletId payer_id,
                               ledger::WalletId payee_id);

/// One that the caller may read.
struct FoundDispute {
  ledger::Record opening;
  Sides sides;

  const ledger::DisputeOpened& fact() const {
    return std::get<ledger::DisputeOpened>(opening.fact);
  }
};
/// The path's. Refuses likewise.
ledger::Result<FoundDispute> find_dispute(const Visit& visit);

}  // namespace bursar::net
