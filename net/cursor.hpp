#pragma once

// Where a list goes on, as text that clients carry about: base64url of
//   16 bytes  position and the first 8 bytes of SHA-256 over the list's filters, permuted under the
//             key: two positions show neither how far apart they are nor which comes first
//   16 bytes  the beginning of HMAC-SHA-256 over the 16 bytes before
// What a position means is the list's business. Nothing but the key is needed to read one, so it
// outlives a restart.

#include "crypto/bytes.hpp"
#include "crypto/permutation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

class Cursors {
 public:
  explicit Cursors(const crypto::Bytes<32>& key) : key_{key}, permutation_{key} {}

  std::string write(std::uint64_t position, std::string_view filters) const;
  /// None when it is not ours, was changed, or belongs to other filters.
  std::optional<std::uint64_t> read(std::string_view cursor, std::string_view filters) const;

 private:
  crypto::Bytes<32> proof(crypto::ByteView masked) const;

  crypto::Bytes<32> key_;
  crypto::Permutation permutation_;
};

}  // namespace bursar::net
