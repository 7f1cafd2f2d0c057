#pragma once

// What can be asked about an idempotency key: what has come of it, and that nothing ever will.

#include "actors/money_commands.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace bursar::actors {

/// A key in the name space of a wallet.
struct KeyName {
  ledger::WalletAddress wallet = {};
  std::string key;
  ledger::Time now = {};
};

/// What is known of a key. Under one that is known, `record` is what was done or refused; of a
/// sealed one it is what sealed it, or none where that was archived.
struct KeyOutcome {
  enum class State : std::uint8_t { not_seen, in_flight, known, sealed };
  State state = State::not_seen;
  std::shared_ptr<const ledger::Record> record;
  ledger::Time since = {};  // keys that were used before then may be forgotten; no seal is
};
/// Refuses with overloaded where that cannot be told just now.
using OutcomeCall = CallOf<KeyName, KeyOutcome>;

struct SealKey : KeyName {
  ledger::AnswerVersion answer_version = {};
};
/// Nothing is ever done under the key from then on; or what was done under it is told. What is
/// under way is waited for. Refuses with overloaded, keys_full and read_only.
using SealCall = CallOf<SealKey, KeyOutcome>;

}  // namespace bursar::actors
