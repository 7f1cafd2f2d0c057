#include "crypto/api_key.hpp"

#include "crypto/hash.hpp"

#include <algorithm>

namespace bursar::crypto {
namespace {

constexpr std::string_view alphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t body_length = 43;  // 62^43 is just above 2^256
constexpr std::size_t checksum_length = 6;
constexpr std::size_t prefix_length_max = 32;

// The number in `big_endian`, divided by 62 in place; returns the remainder.
std::size_t divide(Bytes<32>& big_endian) {
  std::size_t remainder = 0;
  for (std::uint8_t& digit : big_endian) {
    const std::size_t part = remainder << 8 | digit;
    digit = static_cast<std::uint8_t>(part / alphabet.size());
    remainder = part % alphabet.size();
  }
  return remainder;
}

// The lowest `length` digits of the number, highest first.
std::string base62(Bytes<32> big_endian, std::size_t length) {
  std::string text(length, alphabet.front());
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit)
    *digit = alphabet[divide(big_endian)];
  return text;
}

std::string checksum(std::string_view prefix_and_body) {
  return base62(sha256(prefix_and_body), checksum_length);
}

bool base62_only(std::string_view text) {
  return text.find_first_not_of(alphabet) == std::string_view::npos;
}

bool prefix_like(std::string_view text) {
  return !text.empty() && text.size() <= prefix_length_max && std::ranges::all_of(text, [](char c) {
    return c == '_' || c == '-' || alphabet.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string make_api_key(std::string_view prefix, const Bytes<32>& random) {
  const std::string signed_part = std::string{prefix} + base62(random, body_length);
  return signed_part + '_' + checksum(signed_part);
}

bool well_formed_api_key(std::string_view key) {
  constexpr std::size_t tail_length = body_length + 1 + checksum_length;
  if (key.size() <= tail_length) return false;
  const std::string_view prefix = key.substr(0, key.size() - tail_length);
  const std::string_view body = key.substr(prefix.size(), body_length);
  const std::string_view end = key.substr(prefix.size() + body_length);
  return prefix_like(prefix) && base62_only(body) && end.front() == '_' &&
         end.substr(1) == checksum(key.substr(0, prefix.size() + body_length));
}

}  // namespace bursar::crypto
