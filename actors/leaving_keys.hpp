#pragma once

// Rotated keys that are heard for a while yet: no wallet's chain of current keys has them any more,
// and whoever ends a wallet ends these too. No CAF.

#include "ledger/ids.hpp"
#include "ledger/time.hpp"

#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bursar::actors {

class LeavingKeys {
 public:
  using Leaving = std::pair<ledger::KeyId, ledger::Time>;  // and until when

  /// A key of a wallet that was rotated `now`. One that ends at once, or is bound to no wallet, is
  /// none of these; those of the wallet that have ended by then are forgotten.
  void add(ledger::WalletId wallet, const Leaving& key, ledger::Time now) {
    if (wallet.bits.none() || key.second <= now) return;
    auto& keys = keys_[wallet];
    std::erase_if(keys, [now](const Leaving& one) { return one.second <= now; });
    keys.push_back(key);
  }
  void forget(ledger::WalletId wallet) { keys_.erase(wallet); }
  std::span<const Leaving> of(ledger::WalletId wallet) const {
    const auto found = keys_.find(wallet);
    return found == keys_.end() ? std::span<const Leaving>{} : found->second;
  }

 private:
  std::unordered_map<ledger::WalletId, std::vector<Leaving>> keys_;
};

}  // namespace bursar::actors
