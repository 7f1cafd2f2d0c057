#pragma once

// The first record of a journal: the keys that its ids and idempotency hashes are made with.

#include "actors/engine.hpp"

#include <array>
#include <cstdint>

namespace bursar::actors {

/// The books as they are, or, where they have nothing, with the record that is written here.
ledger::Books with_genesis(ledger::Books books, const Engine::Ports& ports,
                           const std::array<std::uint8_t, 32>& secrets_fingerprint);
/// The same for books that follow the journal by themselves.
void begin_with_genesis(const LedgerStates& books, const Engine::Ports& ports,
                        const std::array<std::uint8_t, 32>& secrets_fingerprint);

}  // namespace bursar::actors
