#pragma once

#include "actors/wallet_keys.hpp"
#include "ledger/wallet.hpp"

namespace bursar::actors {

/// What a wallet's actor begins with, and what is left when it ends: everything that it knows.
struct WalletSeed {
  ledger::Wallet wallet;
  WalletKeys keys;
  ledger::Time denied_at = {};  // its last decision was a policy refusal, then; else zero
};

}  // namespace bursar::actors
