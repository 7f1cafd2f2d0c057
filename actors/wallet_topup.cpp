#include "actors/wallet_topup.hpp"

#include "ledger/topup.hpp"

#include <variant>

namespace bursar::actors {

void WalletTopup::after_payment(const ledger::Wallet& wallet, ledger::Time now, Topups& topups) {
  if (under_way()) {
    it_.own().paid_meanwhile = true;
    return;
  }
  const auto wanted = ledger::topup_wanted(wallet.state(), now);
  if (wanted && topups.ask(*wanted, now)) it_.own().under_way = true;
}

bool WalletTopup::holds_back(const Change& change) {
  if (!under_way() || !std::holds_alternative<ledger::TopupSet>(change.draft->record.fact))
    return false;
  it_.own().waiting.push_back(change);
  return true;
}

}  // namespace bursar::actors
