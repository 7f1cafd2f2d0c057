#pragma once

// Where a list goes on, as text that clients carry about: base64url of
//   8 bytes   position, big-endian; what it means is the list's business
//   8 bytes   the beginning of SHA-256 over the list's filters
//   16 bytes  the beginning of HMAC-SHA-256 over the 16 bytes before
// It needs nothing but the key, so it outlives a restart.

#include "crypto/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

class Cursors {
 public:
  explicit Cursors(const crypto::Bytes<32>& key) : key_{key} {}

  std::string write(std::uint64_t position, std::string_view filters) const;
  /// None when it is not ours, was changed, or belongs to other filters.
  std::optional<std::uint64_t> read(std::string_view cursor, std::string_view filters) const;

 private:
  crypto::Bytes<32> key_;
};

}  // namespace bursar::net
