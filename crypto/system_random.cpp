#include "crypto/system_random.hpp"

#include <sodium.h>

namespace bursar::crypto {

void fill_random(std::span<std::uint8_t> bytes) {
  if (!bytes.empty()) randombytes_buf(bytes.data(), bytes.size());
}

}  // namespace bursar::crypto
