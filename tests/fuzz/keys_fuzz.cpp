// API keys, and bytes as text: what is accepted is what its maker writes, to the last character.

#include "crypto/api_key.hpp"
#include "crypto/bytes.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace bursar::fuzz {

namespace {

constexpr std::string_view alphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t body_length = 43;
constexpr std::size_t tail_length = body_length + 7;  // an underscore and the checksum's six

/// The number that a key's body says; none when it is 2^256 or more, which nobody writes.
std::optional<crypto::Bytes<32>> number_of(std::string_view body) {
  crypto::Bytes<32> number{};
  for (const char c : body) {
    std::size_t carry = alphabet.find(c);
    for (auto byte = number.rbegin(); byte != number.rend(); ++byte) {
      carry += std::size_t{*byte} * alphabet.size();
      *byte = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) return std::nullopt;
  }
  return number;
}

void is_what_its_maker_writes(std::string_view key) {
  if (!crypto::well_formed_api_key(key)) return;
  must(key.size() > tail_length, "a key has a prefix");
  const std::string_view prefix = key.substr(0, key.size() - tail_length);
  must(prefix.size() <= 32, "of 32 characters at most");
  const std::string_view body = key.substr(prefix.size(), body_length);
  must(body.find_first_not_of(alphabet) == std::string_view::npos, "a body is of base 62");
  if (const auto number = number_of(body))
    must(crypto::make_api_key(prefix, *number) == key, "its maker writes the same key");
}

void a_mistyped_character_is_told(const crypto::Bytes<32>& random, std::size_t place,
                                  std::uint8_t change) {
  std::string key = crypto::make_api_key("bur_test_", random);
  must(crypto::well_formed_api_key(key), "a key that was made is well formed");
  must(number_of(key.substr(9, body_length)) == random, "a key holds all of its random bits");
  key[place % key.size()] = static_cast<char>(key[place % key.size()] ^ change);
  must(crypto::well_formed_api_key(key) == (change == 0), "a mistyped key is told");
}

/// A prefix is 1 to 32 letters, digits, '_' and '-'; under any other a right checksum is no help.
void is_known_by_its_prefix(std::string_view prefix, const crypto::Bytes<32>& random) {
  const std::string key = crypto::make_api_key(prefix, random);
  const bool good =
      !prefix.empty() && prefix.size() <= 32 && std::ranges::all_of(prefix, [](char c) {
        return c == '_' || c == '-' || alphabet.contains(c);
      });
  must(crypto::well_formed_api_key(key) == good, "a key is well formed if its prefix is");
}

void bytes_have_one_text(std::string_view written, Input bytes) {
  if (const auto read = crypto::parse_base64url(written))
    must(crypto::base64url(*read) == written, "base64url is written as it was read");
  if (const auto read = crypto::parse_hex(written)) {
    std::string lower{written};
    for (char& c : lower)
      if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    must(crypto::hex(*read) == lower, "hex is written as it was read, in lower case");
  }
  const std::vector<std::uint8_t> all{bytes.begin(), bytes.end()};
  must(crypto::parse_base64url(crypto::base64url(all)) == all, "base64url keeps all bytes");
  must(crypto::parse_hex(crypto::hex(all)) == all, "hex keeps all bytes");
}

}  // namespace

void keys(Input input) {
  is_what_its_maker_writes(text_of(input));
  bytes_have_one_text(text_of(input), input);
  crypto::Bytes<32> random;
  for (std::uint8_t& byte : random) byte = take<std::uint8_t>(input);
  is_known_by_its_prefix(text_of(input), random);
  const auto place = take<std::uint8_t>(input);
  a_mistyped_character_is_told(random, place, take<std::uint8_t>(input));
}

}  // namespace bursar::fuzz
