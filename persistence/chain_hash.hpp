#pragma once

// hash(batch) = BLAKE2b-256(hash(previous batch) ‖ its records in order, checksums included)

#include "crypto/hash.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace bursar::persistence {

using ChainHash = crypto::Bytes<32>;

class BatchHash {
 public:
  explicit BatchHash(const ChainHash& previous) { hash_.add(previous); }

  void add(std::span<const std::byte> records) {
    hash_.add({reinterpret_cast<const std::uint8_t*>(records.data()), records.size()});
  }
  ChainHash finish() { return hash_.finish(); }

 private:
  crypto::Blake2b hash_;
};

}  // namespace bursar::persistence
