#pragma once

// A keyed permutation of all 128-bit numbers, or of fewer bits: what goes in one by one comes out
// without a visible order, never twice, and can be turned back by whoever has the key. A balanced
// Feistel network of ten rounds, each SipHash-2-4 of (half, round) under a subkey of its own.

#include "crypto/bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace bursar::crypto {

class Permutation {
 public:
  /// Of two halves of so many bits, a multiple of 16; those of 64 bits and others have nothing to
  /// do with each other under the same key.
  explicit Permutation(const Bytes<32>& key, unsigned half_bits = 64);

  /// (high, low) to (high, low).
  std::pair<std::uint64_t, std::uint64_t> forward(std::uint64_t high, std::uint64_t low) const;
  std::pair<std::uint64_t, std::uint64_t> backward(std::uint64_t high, std::uint64_t low) const;

 private:
  static constexpr std::size_t rounds = 10;

  std::uint64_t mix(std::size_t round, std::uint64_t half) const;

  const std::uint64_t half_mask_;
  std::array<Bytes<16>, rounds> subkeys_;
};

}  // namespace bursar::crypto
