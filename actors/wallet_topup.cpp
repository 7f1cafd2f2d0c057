#include "actors/wallet_topup.hpp"

#include "ledger/topup.hpp"

#include <variant>

namespace bursar::actors {

void WalletTopup::after_payment(const ledger::Wallet& wallet, ledger::Time now, Topups& topups) {
  if (under_way_) {
    paid_meanwhile_ = true;
    return;
  }
  const auto wanted = ledger::topup_wanted(wallet.state(), now);
  if (wanted) under_way_ = topups.ask(*wanted, now);
}

bool WalletTopup::holds_back(const Change& change) {
  if (!under_way_ || !std::holds_alternative<ledger::TopupSet>(change.draft->record.fact))
    return false;
  waiting_.push_back(change);
  return true;
}

}  // namespace bursar::actors
