#pragma once

// What a command asks of the wallet that decides it, and which other wallets have a say.

#include "actors/messages.hpp"
#include "ledger/payment_entries.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace bursar::actors {

/// Whom a posting goes to, when that is another wallet whose actor has a say.
inline const ledger::WalletAddress* other_side(const PayCommand& command) {
  return command.pay.payee ? &*command.pay.payee : nullptr;
}
inline const ledger::WalletAddress* other_side(const FundCommand& command) {
  return command.fund.org_wallet ? &command.fund.wallet : nullptr;
}
/// The first of them: all are of one organisation.
inline const ledger::WalletAddress* other_side(const FundBatchCommand& command) {
  return &command.batch.parts.front().wallet;
}
inline const ledger::WalletAddress* other_side(const WithdrawCommand& command) {
  return &command.withdraw.org_wallet;
}
/// Outside is nobody's wallet.
inline const ledger::WalletAddress* other_side(const ClearCommand& /*command*/) {
  return nullptr;
}

inline const ledger::Pay& asked_of(const PayCommand& command) {
  return command.pay;
}
inline const ledger::Fund& asked_of(const FundCommand& command) {
  return command.fund;
}
inline const ledger::FundBatch& asked_of(const FundBatchCommand& command) {
  return command.batch;
}
inline const ledger::Withdraw& asked_of(const WithdrawCommand& command) {
  return command.withdraw;
}
inline const ledger::Clear& asked_of(const ClearCommand& command) {
  return command.clear;
}

/// What the other side is to get by it, at once or when it is approved.
inline ledger::Money credit_of(const ledger::Decided& decided, ledger::AccountNumber to) {
  if (const auto* held = std::get_if<ledger::PaymentHeld>(&decided.fact))
    return held->payment.amount.money();
  return posted_to(to, decided.entries);
}

/// The same of a payment, and what its budget draws from a wallet that is not the payee's too.
inline std::vector<Credit> credits_of(const ledger::WalletAddress& payer,
                                      const std::optional<ledger::WalletAddress>& payee,
                                      const ledger::Decided& decided) {
  std::vector<Credit> credits;
  if (payee) credits.push_back({payee->account, credit_of(decided, payee->account)});
  const auto* paid = std::get_if<ledger::Paid>(&decided.fact);
  const bool draws = paid != nullptr && !paid->drawn.zero() &&
                     payer.environment == ledger::Environment::production;
  if (!draws) return credits;
  const ledger::AccountNumber source = ledger::budget_source(payer);
  if (source != paid->payee) credits.push_back({source, -paid->drawn});
  return credits;
}

/// What each of those gets by a posting whose actors have a say in it.
inline std::vector<Credit> credits_of(const PayCommand& command, const ledger::Decided& decided) {
  return credits_of(command.pay.payer, command.pay.payee, decided);
}
template <class Command>
std::vector<Credit> credits_of(const Command& command, const ledger::Decided& decided) {
  const ledger::WalletAddress* const other = other_side(command);
  if (other == nullptr) return {};
  return {{.to = other->account, .money = credit_of(decided, other->account)}};
}
inline std::vector<Credit> credits_of(const FundBatchCommand& command, const ledger::Decided&) {
  std::vector<Credit> credits;
  credits.reserve(command.batch.parts.size());
  for (const auto& [wallet, amount] : command.batch.parts)
    credits.push_back({.to = wallet.account, .money = amount.money()});
  return credits;
}

}  // namespace bursar::actors
