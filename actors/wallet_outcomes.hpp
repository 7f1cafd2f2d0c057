#pragma once

// What a wallet's actor knows of its idempotency keys, and that some are never used any more.

#include "actors/wallet_state.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace bursar::actors {

/// What is durable of a key.
struct DurableKey {
  enum class Seen : std::uint8_t { fresh, known, sealed, unsure };
  Seen seen = Seen::fresh;
  std::shared_ptr<const ledger::Record> record;  // that tells; of one sealed long ago perhaps none
};
DurableKey durable_key(const WalletActorState& state, const ledger::Bits128& hash,
                       std::string_view text);

inline bool seals(const ledger::Record& record) {
  return std::holds_alternative<ledger::Sealed>(record.fact);
}

void tell_outcome(WalletActorState& state, const KeyedAsk<OutcomeCall>& ask);
/// What is under way with the key comes first, whatever comes of it.
void seal_key(WalletActorState& state, const KeyedAsk<SealCall>& ask);

}  // namespace bursar::actors
