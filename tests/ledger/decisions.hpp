#pragma once

// Wallets that stand somewhere, what they are asked, and what they decide: of account 6, with
// payees from 7 on.

#include "ledger/wallet.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::tests {

constexpr ledger::Time next_day{1'795'651'200'000};

using Posted = std::vector<std::pair<std::uint64_t, ledger::Money>>;  // account, amount

inline Posted posted(const std::vector<ledger::Entry>& entries) {
  Posted all;
  for (const ledger::Entry& entry : entries) all.emplace_back(entry.account.value, entry.amount);
  return all;
}

inline Posted posted(const ledger::Decided& decided) {
  return posted(decided.entries);
}

inline ledger::WalletState holding(std::string_view balance, std::uint64_t account = 6) {
  return {.address = address_of(account), .posted = usd(balance)};
}

inline ledger::Pay payment(std::string_view written, std::optional<std::uint64_t> payee = 7) {
  ledger::Pay pay{.payer = address_of(6), .amount = amount(written)};
  if (payee) pay.payee = address_of(*payee);
  return pay;
}

inline ledger::Fund funding(ledger::FundingSource source, std::string_view written) {
  return {.wallet = address_of(6), .source = source, .amount = amount(written)};
}

/// At noon, under the usual terms.
template <class Command>
ledger::Result<ledger::Decided> decide(const ledger::WalletState& state, const Command& command) {
  return ledger::Wallet{state}.decide(command, {}, noon);
}
inline ledger::Result<ledger::Decided> decide(const ledger::WalletState& state,
                                              const ledger::Pay& pay,
                                              const ledger::PolicyInForce* policy) {
  return ledger::Wallet{state}.decide(pay, {}, noon, policy);
}

/// The wallet is bound by a policy of these terms.
inline ledger::PolicyInForce bind(ledger::WalletState& state, ledger::PolicyTerms terms) {
  if (terms.id.bits.none()) terms.id = {{1, 1}};
  state.policy = terms.id;
  return {.terms = std::move(terms)};
}

inline ledger::Record durable(const ledger::Decided& decided, ledger::Time time = noon) {
  return {.time = time, .entries = decided.entries, .fact = decided.fact};
}

}  // namespace bursar::tests
