#include "crypto/bytes.hpp"

#include <algorithm>

#include <sodium.h>

namespace bursar::crypto {
namespace {

constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

ByteView bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string base64url(ByteView bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), base64_variant);
  text.pop_back();  // sodium closes with a NUL
  return text;
}

std::optional<std::vector<std::uint8_t>> parse_base64url(std::string_view text) {
  // libsodium reads a byte past 0x7F as if it were '_'.
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x7F; }))
    return std::nullopt;
  std::vector<std::uint8_t> bytes(text.size() / 4 * 3 + 2);
  std::size_t length = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length,
                        nullptr, base64_variant) != 0)
    return std::nullopt;
  bytes.resize(length);
  return bytes;
}

std::string hex(ByteView bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

std::optional<std::vector<std::uint8_t>> parse_hex(std::string_view text) {
  std::vector<std::uint8_t> bytes(text.size() / 2 + 1);
  std::size_t length = 0;
  if (sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length,
                     nullptr) != 0)
    return std::nullopt;
  bytes.resize(length);
  return bytes;
}

}  // namespace bursar::crypto
