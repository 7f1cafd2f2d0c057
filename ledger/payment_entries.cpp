#include "ledger/payment_entries.hpp"

namespace bursar::ledger {

AccountNumber budget_source(const WalletAddress& payer) {
  return payer.environment == Environment::production
             ? own_account(payer.system_accounts)
             : system_account(payer.system_accounts, SystemAccount::treasury);
}

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
  const AccountNumber source = budget_source(payer);
  const bool paid_itself = payee && payee->account == source;
  if (!cost.drawn.zero() && !paid_itself) post(source, -cost.drawn);
  if (!cost.fee.zero()) post(payers(SystemAccount::fees), cost.fee);
  if (!payee) {
    post(payers(SystemAccount::external), amount);
    return entries;
  }
  if (payee->organization != payer.organization) {
    post(payers(SystemAccount::inter_org), amount);
    post(system_account(payee->system_accounts, SystemAccount::inter_org), -amount);
  }
  post(payee->account, paid_itself ? amount - cost.drawn : amount);
  return entries;
}

std::vector<Entry> settlement_entries(const WalletAddress& payer, const WalletAddress& payee,
                                      const Cost& cost) {
  const Money amount = cost.amount.money();
  std::vector<Entry> entries;
  entries.reserve(6);
  const auto post = [&](AccountNumber account, Money money) {
    entries.push_back({.account = account, .amount = money});
  };
  const auto of = [](const WalletAddress& wallet, SystemAccount which) {
    return system_account(wallet.system_accounts, which);
  };
  post(payer.account, cost.drawn - amount);
  if (!cost.drawn.zero()) post(of(payer, SystemAccount::treasury), -cost.drawn);
  if (payee.organization != payer.organization) {
    post(of(payer, SystemAccount::inter_org), amount);
    post(of(payee, SystemAccount::inter_org), -amount);
  }
  post(payee.account, amount - cost.fee);
  if (!cost.fee.zero()) post(of(payee, SystemAccount::fees), cost.fee);
  return entries;
}

}  // namespace bursar::ledger
