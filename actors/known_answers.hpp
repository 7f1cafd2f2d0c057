#pragma once

// A call with a key, before anything is decided of it: what is known under the key answers it.

#include "actors/wallet_state.hpp"

#include <string_view>

namespace bursar::actors {

struct KeyedCall {
  const ReceiptCallPtr& call;
  const KeyHashes& keyed;
  std::string_view text;  // of the key
  bool needs_room = true;
};

/// With no room nothing new is decided, for a refusal may be a record too. False: it was told so.
bool has_room(WalletActorState& state, const KeyedCall& asked);

/// Whether the call is the first with a fresh key, and there was a place for that; the key is under
/// way then. What was done before is told in any case.
bool first_with_key(WalletActorState& state, const KeyedCall& asked);

}  // namespace bursar::actors
