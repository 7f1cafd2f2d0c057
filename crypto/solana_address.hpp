#pragma once

// Addresses as Solana derives them from a program and seeds (solana_sdk's Pubkey::
// find_program_address): points that nobody has a private key for, because they are not on the
// curve.

#include "crypto/bytes.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace bursar::crypto {

struct ProgramAddress {
  Bytes<32> address = {};
  std::uint8_t bump = 0;  // the last seed, the largest that leads off the curve
};

/// At most 15 seeds of at most 32 bytes each: none for more, or where every bump ends on the curve.
std::optional<ProgramAddress> find_program_address(std::span<const ByteView> seeds,
                                                   const Bytes<32>& program);

/// Whether these bytes decompress to a point of edwards25519, of whatever order: the question that
/// Solana's runtime asks. They may write y as more than the field's prime, as there.
bool on_ed25519(const Bytes<32>& bytes);

/// In Bitcoin's alphabet, a '1' for each zero byte in front.
std::string base58(ByteView bytes);

}  // namespace bursar::crypto
