#pragma once

// Sixteen bytes, from a random source or a hash, as an id or a hash in the books: the first eight
// are its high half. Journals are full of them, so it stays that way.

#include "ledger/ids.hpp"

#include <array>
#include <bit>
#include <cstdint>

namespace bursar::ledger {

constexpr Bits128 bits_of(const std::array<std::uint8_t, 16>& bytes) {
  return std::bit_cast<Bits128>(bytes);
}

}  // namespace bursar::ledger
