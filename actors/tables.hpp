#pragma once

// What every thread may look up at once, and nothing that is not durable: whom a key speaks for,
// and where a wallet is. Changed by the journal writer's thread alone.

#include "actors/snapshot_map.hpp"
#include "crypto/bytes.hpp"
#include "ledger/identity.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace bursar::actors {

/// SHA-256 of a key's secret.
using SecretHash = crypto::Bytes<32>;

struct SecretHashHash {
  std::size_t operator()(const SecretHash& hash) const {
    std::uint64_t first = 0;
    std::memcpy(&first, hash.data(), sizeof first);
    return first;
  }
};

struct Tables {
  SnapshotMap<SecretHash, std::shared_ptr<const ledger::Principal>, SecretHashHash> keys;
  SnapshotMap<ledger::WalletId, ledger::WalletAddress> wallets;
};

}  // namespace bursar::actors
