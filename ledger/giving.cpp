#include "ledger/giving.hpp"

#include <variant>

namespace bursar::ledger {

Result<void> active(const WalletState& state) {
  if (state.status == WalletStatus::frozen) return refuse(Errc::wallet_frozen);
  if (state.status == WalletStatus::archived) return refuse(Errc::wallet_archived);
  return {};
}

Result<void> may_move(const WalletAddress& from, const WalletAddress& to) {
  if (from.account == to.account) return refuse(Errc::invalid_request);
  if (from.environment != to.environment) return refuse(Errc::environment_mismatch);
  return {};
}

Result<void> may_move_within(const WalletAddress& from, const WalletAddress& to) {
  if (const auto may = may_move(from, to); !may) return may;
  if (from.organization != to.organization) return refuse(Errc::not_found);
  return {};
}

bool needs_active_payee(const Fact& fact) {
  if (const auto* withdrawn = std::get_if<Withdrawn>(&fact)) return withdrawn->adjusts_budget;
  return std::holds_alternative<Funded>(fact) || std::holds_alternative<BatchFunded>(fact);
}

}  // namespace bursar::ledger
