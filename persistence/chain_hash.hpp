#pragma once

// hash(batch) = BLAKE2b-256(hash(previous batch) ‖ its records in order, checksums included ‖
//               its time:i64)
// Format version 1 leaves the time out.

#include "crypto/hash.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace bursar::persistence {

using ChainHash = crypto::Bytes<32>;

class BatchHash {
 public:
  BatchHash(const ChainHash& previous, std::uint64_t format) : timed_{format > 1} {
    hash_.add(previous);
  }

  void add(std::span<const std::byte> records) {
    hash_.add({reinterpret_cast<const std::uint8_t*>(records.data()), records.size()});
  }
  ChainHash finish(std::int64_t time) {
    if (timed_) add(std::as_bytes(std::span{&time, 1}));
    return hash_.finish();
  }

 private:
  bool timed_;
  crypto::Blake2b hash_;
};

}  // namespace bursar::persistence
