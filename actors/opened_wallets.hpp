#pragma once

// Wallets that a record opens, from the moment when it is on its way.

#include "actors/surroundings.hpp"
#include "actors/wallet_seed.hpp"

#include <memory>
#include <utility>
#include <vector>

#include <caf/send.hpp>

namespace bursar::actors {

/// Nobody can name the wallets before the record is durable, but lists may show them before: then
/// they wait behind it.
inline void open_wallets(Surroundings& around, const Draft& draft, const ledger::Opened& opened) {
  if (opened.wallets.empty()) return;
  auto seeds = std::make_shared<std::vector<WalletSeed>>();
  for (const ledger::WalletOpened& one : opened.wallets) {
    ledger::Wallet wallet{first_state(one)};
    wallet.apply(draft.record);
    seeds->push_back({.wallet = std::move(wallet), .keys = {}});
    around.signs.grow_to(one.address.account);
    around.doors.grow_to(one.address.account.value);
  }
  caf::anon_send(around.directory, Open{std::move(seeds), draft.durable});
  for (const ledger::WalletOpened& one : opened.wallets)
    around.doors.find(one.address.account.value)->build();
}

/// As the record leaves it that opened it.
inline ledger::WalletState state_after(const ledger::WalletOpened& opened,
                                       const ledger::Record& record) {
  ledger::Wallet wallet{first_state(opened)};
  wallet.apply(record);
  return wallet.state();
}

}  // namespace bursar::actors
