#pragma once

// Hashes, with and without a key. `start` comes before everything else in crypto/; after it every
// function here may be called from any thread.

#include "crypto/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bursar::crypto {

/// Makes libsodium ready; may be called again. Throws std::runtime_error when it cannot.
void start();

/// FIPS 180-4.
Bytes<32> sha256(std::string_view text);

/// BLAKE2b-256 (RFC 7693), without a key.
Bytes<32> blake2b(ByteView bytes);

/// BLAKE2b-256 of bytes that arrive in pieces. A copy carries on from where its original stood.
class Blake2b {
 public:
  Blake2b();
  void add(ByteView bytes);
  Bytes<32> finish();  // once; nothing may be added after it

 private:
  static constexpr std::size_t state_bytes = 384;
  alignas(64) std::array<std::byte, state_bytes> state_;
};

/// SipHash-2-4 under a fixed, published key ("bursar record v1"): tells a damaged record from a
/// whole one, not a forged one from ours.
std::uint64_t checksum64(ByteView bytes);

/// SipHash-2-4 with 128 bits of output: a keyed fingerprint of something short.
Bytes<16> siphash128(const Bytes<16>& key, ByteView bytes);

/// In a time that depends on the lengths alone.
bool equal(ByteView a, ByteView b);

}  // namespace bursar::crypto
