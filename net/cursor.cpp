#include "net/cursor.hpp"

#include "crypto/hash.hpp"
#include "crypto/mac.hpp"

#include <algorithm>
#include <array>

namespace bursar::net {

namespace {

constexpr std::size_t signed_bytes = 16;
constexpr std::size_t cursor_bytes = 32;
using Cursor = std::array<std::uint8_t, cursor_bytes>;

Cursor cursor(const crypto::Bytes<32>& key, std::uint64_t position, std::string_view filters) {
  Cursor bytes{};
  for (std::size_t at = 0; at < 8; ++at)
    bytes[at] = static_cast<std::uint8_t>(position >> (8 * (7 - at)));
  const auto hash = crypto::sha256(filters);
  std::copy_n(hash.begin(), 8, bytes.begin() + 8);
  const auto proof = crypto::mac(key, crypto::ByteView{bytes}.first(signed_bytes));
  std::copy_n(proof.begin(), cursor_bytes - signed_bytes, bytes.begin() + signed_bytes);
  return bytes;
}

}  // namespace

std::string Cursors::write(std::uint64_t position, std::string_view filters) const {
  return crypto::base64url(cursor(key_, position, filters));
}

std::optional<std::uint64_t> Cursors::read(std::string_view text, std::string_view filters) const {
  const auto bytes = crypto::parse_base64url(text);
  if (!bytes || bytes->size() != cursor_bytes) return std::nullopt;
  std::uint64_t position = 0;
  for (std::size_t at = 0; at < 8; ++at) position = position << 8 | (*bytes)[at];
  if (!crypto::equal(cursor(key_, position, filters), *bytes)) return std::nullopt;
  return position;
}

}  // namespace bursar::net
