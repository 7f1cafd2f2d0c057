#include "crypto/api_key.hpp"

#include "crypto/hash.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

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

constexpr std::uint64_t checksums = [] {
  std::uint64_t power = 1;
  for (std::size_t i = 0; i < checksum_length; ++i) power *= alphabet.size();
  return power;  // below 2^36
}();

// The hash as a number, modulo the number of checksums: its lowest digits.
std::uint64_t checksum(std::string_view prefix_and_body) {
  std::uint64_t rest = 0;
  const Bytes<32> hash = sha256(prefix_and_body);
  for (std::size_t at = 0; at < hash.size(); at += 2)
    rest = (rest << 16 | static_cast<std::uint64_t>(hash[at] << 8 | hash[at + 1])) % checksums;
  return rest;
}

constexpr std::uint8_t no_digit = 0xFF;
constexpr auto digits = [] {
  std::array<std::uint8_t, 256> values = {};
  values.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}();

std::uint8_t digit(char c) {
  return digits[static_cast<std::uint8_t>(c)];
}

bool base62_only(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return digit(c) != no_digit; });
}

std::uint64_t number(std::string_view base62) {
  std::uint64_t value = 0;
  for (const char c : base62) value = value * alphabet.size() + digit(c);
  return value;
}

bool prefix_like(std::string_view text) {
  return !text.empty() && text.size() <= prefix_length_max && std::ranges::all_of(text, [](char c) {
    return c == '_' || c == '-' || digit(c) != no_digit;
  });
}

}  // namespace

std::string make_api_key(std::string_view prefix, const Bytes<32>& random) {
  const std::string signed_part = std::string{prefix} + base62(random, body_length);
  return signed_part + '_' + base62(sha256(signed_part), checksum_length);
}

bool well_formed_api_key(std::string_view key) {
  constexpr std::size_t tail_length = body_length + 1 + checksum_length;
  if (key.size() <= tail_length) return false;
  const std::string_view prefix = key.substr(0, key.size() - tail_length);
  const std::string_view body = key.substr(prefix.size(), body_length);
  const std::string_view end = key.substr(prefix.size() + body_length);
  return prefix_like(prefix) && base62_only(body) && end.front() == '_' &&
         base62_only(end.substr(1)) &&
         number(end.substr(1)) == checksum(key.substr(0, prefix.size() + body_length));
}

}  // namespace bursar::crypto
