#pragma once

// Where a token was issued: what the 24 hex digits in its text tell to whoever holds the journal's
// permutation key. They are the low 96 bits of its id.

#include "ledger/ids.hpp"

#include <compare>
#include <cstdint>

namespace bursar::ledger {

struct Record;

struct TokenPlace {
  std::uint16_t stream = 0;  // 12 bits
  std::uint16_t epoch = 0;   // 12 bits
  Sequence sequence = {};    // 48 bits
  std::uint32_t salt = 0;    // 24 bits of its payment's, so that an id cannot be guessed

  friend constexpr auto operator<=>(const TokenPlace&, const TokenPlace&) = default;
};

/// The half of a permutation of 96 bits.
constexpr unsigned token_half_bits = 48;

/// In two halves of 48 bits, the first in `high`. CHECKs that each part fits.
Bits128 pack(const TokenPlace& place);
TokenPlace unpack_token(const Bits128& halves);

/// Of a record that issued one; none: it did not.
std::optional<TokenPlace> token_place(const Record& record);

}  // namespace bursar::ledger
