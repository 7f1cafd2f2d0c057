#include "actors/books_states.hpp"

#include <algorithm>

namespace bursar::actors {
namespace {

ledger::AccountNumber account_of(const ledger::WalletState& state) {
  return state.address.account;
}

}  // namespace

BooksStates::BooksStates(const ledger::Books& books) : watermark_{books.last()} {
  states_.reserve(books.wallets.size());
  for (const auto& [account, wallet] : books.wallets) states_.push_back(wallet.state());
  std::ranges::sort(states_, {}, account_of);
}

std::optional<ledger::WalletState> BooksStates::load(ledger::AccountNumber wallet) const {
  const auto found = std::ranges::lower_bound(states_, wallet, {}, account_of);
  if (found == states_.end() || account_of(*found) != wallet) return std::nullopt;
  return *found;
}

}  // namespace bursar::actors
