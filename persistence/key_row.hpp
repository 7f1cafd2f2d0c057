#pragma once

// An idempotency key as it is remembered once its record is durable: a keyed hash of its wallet and
// its text, and the record's place. The record holds the text and the content.

#include "ledger/ids.hpp"
#include "ledger/time.hpp"

#include <cstdint>

namespace bursar::persistence {

struct KeyRow {
  std::uint64_t hash = 0;  // never zero
  std::uint64_t sequence = 0;

  friend constexpr auto operator<=>(const KeyRow&, const KeyRow&) = default;
};

/// Which part of the journal some rows speak for: all keys of its records are among them.
struct KeySpan {
  ledger::Sequence first = {};
  ledger::Sequence last = {};
  ledger::Time first_time = {};  // of the record `first`
  ledger::Time last_time = {};

  friend bool operator==(const KeySpan&, const KeySpan&) = default;

  bool covers(const KeySpan& other) const { return first <= other.first && other.last <= last; }
  std::int64_t milliseconds() const { return last_time.milliseconds - first_time.milliseconds; }
};

/// Of a wallet and a keyed hash of the key's text. Two wallets that use the same text never meet.
constexpr std::uint64_t key_hash(ledger::AccountNumber wallet, const ledger::Bits128& text) {
  std::uint64_t mixed = text.low + wallet.value * 0x9E3779B97F4A7C15ULL;
  mixed = (mixed ^ (mixed >> 32U)) * 0xD6E8FEB86659FD93ULL;
  mixed ^= (mixed >> 32U) ^ text.high;
  return mixed != 0 ? mixed : 1;
}

}  // namespace bursar::persistence
