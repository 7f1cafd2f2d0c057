#pragma once

// How the known keys of an engine's journal are kept.

#include "actors/content_hash.hpp"
#include "actors/engine.hpp"
#include "crypto/hash.hpp"
#include "persistence/known_keys.hpp"

#include <algorithm>

namespace bursar::actors {

/// Files of another journal are told by this; it says nothing of the secrets that it is made of.
inline persistence::JournalMark mark_of(const ledger::Genesis& genesis) {
  crypto::Blake2b hash;
  hash.add(genesis.permutation_key);
  hash.add(genesis.idempotency_key);
  hash.add(genesis.secrets_fingerprint);
  const auto whole = hash.finish();
  persistence::JournalMark mark;
  std::copy_n(whole.begin(), mark.size(), mark.begin());
  return mark;
}

inline persistence::KnownKeys::Options known_keys_options(const Engine::Options& options,
                                                          const ledger::Genesis& genesis,
                                                          const ContentHash& content_hash) {
  return {.directory = options.keys_directory,
          .journal = mark_of(genesis),
          .keys_max = options.idempotency_keys_max,
          .table_rows_max = options.keys_in_memory_max,
          .hash = [&content_hash](const ledger::Idempotency& key) {
            return persistence::key_hash(key.wallet, content_hash.of_key(key.key));
          }};
}

}  // namespace bursar::actors
