#include "actors/wallet_directory.hpp"

#include <utility>

#include <caf/actor_system.hpp>
#include <caf/send.hpp>

namespace bursar::actors {

void WalletDirectory::open(WalletSeed seed) {
  const ledger::AccountNumber account = seed.wallet.state().address.account;
  surroundings_.addresses.grow_to(account.value);
  *surroundings_.addresses.find(account.value) =
      spawn_wallet(system_, surroundings_, std::move(seed));
}

void WalletDirectory::open(const ledger::Record& record, const ledger::Opened& opened) {
  for (const ledger::WalletOpened& one : opened.wallets) {
    ledger::Wallet wallet{first_state(one)};
    wallet.apply(record);
    open({.wallet = std::move(wallet), .keys = {}});
  }
}

void WalletDirectory::close() {
  for (std::uint64_t account = 0; account < surroundings_.addresses.size(); ++account)
    if (const WalletActor* wallet = surroundings_.wallet({account}))
      caf::anon_send_exit(*wallet, caf::exit_reason::user_shutdown);
}

void WalletDirectory::let_go() {
  for (std::uint64_t account = 0; account < surroundings_.addresses.size(); ++account)
    *surroundings_.addresses.find(account) = WalletActor{};
}

}  // namespace bursar::actors
