#include "ledger/payment_entries.hpp"

namespace bursar::ledger {

std::vector<Entry> payment_entries(const WalletAddress& payer,
                                   const std::optional<WalletAddress>& payee, const Cost& cost) {
  const Money amount = cost.amount.money();
  const auto payers = [&](SystemAccount which) {
    return system_account(payer.system_accounts, which);
  };
  std::vector<Entry> entries;
  entries.reserve(6);
  const auto post = [&](AccountNumber account, Money money) {
    entries.push_back({.account = account, .amount = money});
  };
  post(payer.account, cost.drawn - amount - cost.fee);
  if (!cost.drawn.zero()) post(payers(SystemAccount::treasury), -cost.drawn);
  if (!cost.fee.zero()) post(payers(SystemAccount::fees), cost.fee);
  if (!payee) {
    post(payers(SystemAccount::external), amount);
    return entries;
  }
  if (payee->organization != payer.organization) {
    post(payers(SystemAccount::inter_org), amount);
    post(system_account(payee->system_accounts, SystemAccount::inter_org), -amount);
  }
  post(payee->account, amount);
  return entries;
}

}  // namespace bursar::ledger
