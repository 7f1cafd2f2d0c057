#include "net/cursor.hpp"

#include "crypto/hash.hpp"
#include "crypto/mac.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace bursar::net {

namespace {

constexpr std::size_t masked_bytes = 16;
constexpr std::size_t cursor_bytes = 32;
using Cursor = std::array<std::uint8_t, cursor_bytes>;

void put_number(std::uint64_t number, std::span<std::uint8_t> to) {
  for (std::size_t at = 0; at < 8; ++at)
    to[at] = static_cast<std::uint8_t>(number >> (8 * (7 - at)));
}

std::uint64_t number(crypto::ByteView from) {
  std::uint64_t found = 0;
  for (std::size_t at = 0; at < 8; ++at) found = found << 8 | from[at];
  return found;
}

std::uint64_t short_hash(std::string_view filters) {
  return number(crypto::sha256(filters));
}

}  // namespace

std::string Cursors::write(std::uint64_t position, std::string_view filters) const {
  const auto [high, low] = permutation_.forward(position, short_hash(filters));
  Cursor bytes{};
  put_number(high, std::span{bytes}.first(8));
  put_number(low, std::span{bytes}.subspan(8, 8));
  const auto proven = proof(crypto::ByteView{bytes}.first(masked_bytes));
  std::copy_n(proven.begin(), cursor_bytes - masked_bytes, bytes.begin() + masked_bytes);
  return crypto::base64url(bytes);
}

std::optional<std::uint64_t> Cursors::read(std::string_view text, std::string_view filters) const {
  const auto bytes = crypto::parse_base64url(text);
  if (!bytes || bytes->size() != cursor_bytes) return std::nullopt;
  const auto masked = crypto::ByteView{*bytes}.first(masked_bytes);
  const auto proven = proof(masked);
  if (!crypto::equal(crypto::ByteView{proven}.first(cursor_bytes - masked_bytes),
                     crypto::ByteView{*bytes}.subspan(masked_bytes)))
    return std::nullopt;
  const auto [position, hash] = permutation_.backward(number(masked), number(masked.subspan(8)));
  if (hash != short_hash(filters)) return std::nullopt;
  return position;
}

crypto::Bytes<32> Cursors::proof(crypto::ByteView masked) const {
  return crypto::mac(key_, masked);
}

}  // namespace bursar::net
