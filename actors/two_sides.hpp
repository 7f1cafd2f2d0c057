#pragma once

// What a command asks of the wallet that decides it, and which other wallets have a say.

#include "actors/messages.hpp"
#include "ledger/payment_entries.hpp"

#include <algorithm>
#include <optional>
#include <variant>
#include <vector>

namespace bursar::actors {

/// Whom a posting goes to, when that is another wallet whose actor has a say.
inline const ledger::WalletAddress* other_side(const PayCommand& command) {
  return command.pay.payee ? &*command.pay.payee : nullptr;
}
inline const ledger::WalletAddress* other_side(const AuthorizeCommand& command) {
  return &*command.authorize.pay.payee;
}
inline const ledger::WalletAddress* other_side(const FundCommand& command) {
  return command.fund.org_wallet ? &command.fund.wallet : nullptr;
}
/// A payout goes to nobody's wallet.
inline const ledger::WalletAddress* other_side(const PayOutCommand& /*command*/) {
  return nullptr;
}
/// The first of them: all are of one organisation.
inline const ledger::WalletAddress* other_side(const FundBatchCommand& command) {
  return &command.batch.parts.front().wallet;
}
inline const ledger::WalletAddress* other_side(const WithdrawCommand& command) {
  return &command.withdraw.org_wallet;
}
inline const ledger::WalletAddress* other_side(const RefundCommand& command) {
  return &command.refund.to;
}
inline const ledger::WalletAddress* other_side(const DisputeCommand& command) {
  return &command.act.refund.to;
}
/// Outside is nobody's wallet.
inline const ledger::WalletAddress* other_side(const ClearCommand& /*command*/) {
  return nullptr;
}

inline const ledger::Pay& asked_of(const PayCommand& command) {
  return command.pay;
}
inline const ledger::Authorize& asked_of(const AuthorizeCommand& command) {
  return command.authorize;
}
inline const ledger::PayOut& asked_of(const PayOutCommand& command) {
  return command.payout;
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
inline const ledger::Refund& asked_of(const RefundCommand& command) {
  return command.refund;
}
inline const ledger::ActOnDispute& asked_of(const DisputeCommand& command) {
  return command.act;
}
inline const ledger::Clear& asked_of(const ClearCommand& command) {
  return command.clear;
}

/// What the other side is to get by it, at once or when it is approved or settled.
inline ledger::Money credit_of(const ledger::Decided& decided, ledger::AccountNumber to) {
  if (const auto* held = std::get_if<ledger::PaymentHeld>(&decided.fact))
    return held->payment.amount.money();
  if (const auto* issued = std::get_if<ledger::TokenIssued>(&decided.fact))
    return issued->payment.amount.money();
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

/// Whether a budget draws from that wallet by it.
inline bool draws_on(ledger::AccountNumber wallet, const Transfer& transfer) {
  return std::ranges::any_of(transfer.credits, [&](const Credit& credit) {
    return credit.to == wallet && credit.money.negative();
  });
}

/// Whether what is decided goes by the coordinator though nobody else has a say in it: until its
/// record is durable nothing else is decided of its payment.
inline bool always_carried(const ledger::Fact& fact) {
  return ledger::payment_of(fact).has_value();
}

/// Whether money is only set aside by it: nobody else hears of that, and its place in the journal
/// tells its name.
inline bool only_holds(const ledger::Fact& fact) {
  return std::holds_alternative<ledger::PaymentHeld>(fact) ||
         std::holds_alternative<ledger::TokenIssued>(fact) ||
         std::holds_alternative<ledger::PayoutAsked>(fact);
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
/// Whoever is refunded from outside has said yes already, but where its org wallet gets it. What
/// a budget had drawn from a wallet goes back to that one.
inline std::vector<Credit> credits_of(const ledger::Refund& refund,
                                      const ledger::Decided& decided) {
  std::vector<Credit> credits;
  const ledger::Refunded* const back = ledger::refund_of(decided.fact);
  if (back == nullptr) return credits;
  const ledger::Refunded& refunded = *back;
  const ledger::WalletAddress& payer = refund.to;
  const ledger::AccountNumber giver = refund.giver.account;
  if (refunded.to != giver)
    credits.push_back({refunded.to, posted_to(refunded.to, decided.entries)});
  const ledger::AccountNumber source = ledger::budget_source(payer);
  if (!refunded.to_source.zero() && payer.environment == ledger::Environment::production &&
      source != giver && source != refunded.to)
    credits.push_back({source, refunded.to_source});
  return credits;
}
inline std::vector<Credit> credits_of(const RefundCommand& command,
                                      const ledger::Decided& decided) {
  return credits_of(command.refund, decided);
}
/// Most of what is done about a dispute moves nothing.
inline std::vector<Credit> credits_of(const DisputeCommand& command,
                                      const ledger::Decided& decided) {
  return credits_of(command.act.refund, decided);
}
inline std::vector<Credit> credits_of(const FundBatchCommand& command, const ledger::Decided&) {
  std::vector<Credit> credits;
  credits.reserve(command.batch.parts.size());
  for (const auto& [wallet, amount] : command.batch.parts)
    credits.push_back({.to = wallet.account, .money = amount.money()});
  return credits;
}

}  // namespace bursar::actors
