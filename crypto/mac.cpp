#include "crypto/mac.hpp"

#include <sodium.h>

namespace bursar::crypto {

Bytes<32> mac(const Bytes<32>& key, ByteView bytes) {
  Bytes<32> tag;
  crypto_auth_hmacsha256(tag.data(), bytes.data(), bytes.size(), key.data());
  return tag;
}

}  // namespace bursar::crypto
