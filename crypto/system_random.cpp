#include "crypto/system_random.hpp"

#include "crypto/bytes.hpp"

#include <algorithm>
#include <cstddef>

#include <sodium.h>

namespace bursar::crypto {
namespace {

// Every payment wants a few bytes and a system call would cost as much as its policy: each thread
// keeps some at hand, and none twice.
struct Reserve {
  Bytes<1'024> bytes{};
  std::size_t used = bytes.size();
};
thread_local Reserve reserve;

}  // namespace

void fill_random(std::span<std::uint8_t> bytes) {
  if (bytes.size() > reserve.bytes.size() / 4) return randombytes_buf(bytes.data(), bytes.size());
  if (reserve.bytes.size() - reserve.used < bytes.size()) {
    randombytes_buf(reserve.bytes.data(), reserve.bytes.size());
    reserve.used = 0;
  }
  const auto taken = std::span{reserve.bytes}.subspan(reserve.used, bytes.size());
  std::ranges::copy(taken, bytes.begin());
  sodium_memzero(taken.data(), taken.size());
  reserve.used += bytes.size();
}

}  // namespace bursar::crypto
