#include "crypto/permutation.hpp"

#include <cstring>
#include <string_view>

#include <sodium.h>

namespace bursar::crypto {

Permutation::Permutation(const Bytes<32>& key, unsigned half_bits)
    : half_mask_{~std::uint64_t{0} >> (64 - half_bits)} {
  static constexpr std::string_view purpose = "bursar permutation";
  for (std::size_t round = 0; round < rounds; ++round) {
    Bytes<purpose.size() + 1> message;
    std::memcpy(message.data(), purpose.data(), purpose.size());
    message.back() = static_cast<std::uint8_t>(round | (half_bits ^ 64));
    crypto_generichash_blake2b(subkeys_[round].data(), subkeys_[round].size(), message.data(),
                               message.size(), key.data(), key.size());
  }
}

std::uint64_t Permutation::mix(std::size_t round, std::uint64_t half) const {
  Bytes<9> message;
  std::memcpy(message.data(), &half, sizeof(half));
  message.back() = static_cast<std::uint8_t>(round);
  Bytes<8> hash;
  crypto_shorthash_siphash24(hash.data(), message.data(), message.size(), subkeys_[round].data());
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), sizeof(number));
  return number & half_mask_;
}

std::pair<std::uint64_t, std::uint64_t> Permutation::forward(std::uint64_t high,
                                                             std::uint64_t low) const {
  for (std::size_t round = 0; round < rounds; round += 2) {
    high ^= mix(round, low);
    low ^= mix(round + 1, high);
  }
  return {high, low};
}

std::pair<std::uint64_t, std::uint64_t> Permutation::backward(std::uint64_t high,
                                                              std::uint64_t low) const {
  static_assert(rounds % 2 == 0);
  for (std::size_t round = rounds; round > 0; round -= 2) {
    low ^= mix(round - 1, high);
    high ^= mix(round - 2, low);
  }
  return {high, low};
}

}  // namespace bursar::crypto
