#include "crypto/solana_address.hpp"

#include "crypto/hash.hpp"

#include <algorithm>
#include <string_view>

#include <sodium.h>

namespace bursar::crypto {
namespace {

constexpr std::size_t seeds_max = 15;  // Solana takes 16, and the bump is one of them
constexpr std::size_t seed_bytes_max = 32;
constexpr std::string_view marker = "ProgramDerivedAddress";

void append(std::string& text, ByteView bytes) {
  text.append(bytes.begin(), bytes.end());
}

}  // namespace

// Of libsodium's public functions this alone asks for the curve and for nothing else;
// crypto_core_ed25519_is_valid_point refuses points of a small or of the full group's order too.
bool on_ed25519(const Bytes<32>& bytes) {
  static_assert(Bytes<32>{}.size() == crypto_core_ed25519_BYTES);
  Bytes<32> twice;
  return crypto_core_ed25519_add(twice.data(), bytes.data(), bytes.data()) == 0;
}

std::optional<ProgramAddress> find_program_address(std::span<const ByteView> seeds,
                                                   const Bytes<32>& program) {
  const auto long_seed = [](ByteView seed) { return seed.size() > seed_bytes_max; };
  if (seeds.size() > seeds_max || std::ranges::any_of(seeds, long_seed)) return std::nullopt;
  std::string hashed;
  for (const ByteView seed : seeds) append(hashed, seed);
  const std::size_t bump_at = hashed.size();
  hashed.push_back('\0');
  append(hashed, program);
  hashed.append(marker);
  for (int bump = 255; bump >= 0; --bump) {
    hashed[bump_at] = static_cast<char>(bump);
    const Bytes<32> address = sha256(hashed);
    if (!on_ed25519(address))
      return ProgramAddress{.address = address, .bump = static_cast<std::uint8_t>(bump)};
  }
  return std::nullopt;
}

std::string base58(ByteView bytes) {
  constexpr std::string_view alphabet =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  static_assert(alphabet.size() == 58);
  std::string digits;  // of the number, lowest first, as values
  for (const std::uint8_t byte : bytes) {
    unsigned carry = byte;
    for (char& digit : digits) {
      carry += static_cast<unsigned>(digit) << 8;
      digit = static_cast<char>(carry % 58);
      carry /= 58;
    }
    for (; carry > 0; carry /= 58) digits.push_back(static_cast<char>(carry % 58));
  }
  const auto zeros = std::ranges::find_if(bytes, [](std::uint8_t byte) { return byte != 0; });
  std::string text(static_cast<std::size_t>(zeros - bytes.begin()), alphabet.front());
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit)
    text.push_back(alphabet[static_cast<std::size_t>(*digit)]);
  return text;
}

}  // namespace bursar::crypto
