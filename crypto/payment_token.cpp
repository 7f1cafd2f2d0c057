#include "crypto/payment_token.hpp"

#include "crypto/hash.hpp"
#include "crypto/mac.hpp"

#include <algorithm>

namespace bursar::crypto {
namespace {

constexpr std::size_t proof_length = 43;  // 32 bytes in base64url

// One spelling each, so that a token has one.
bool lower_hex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

// The digits have one length and a key's id has one, so that no two proofs are of the same bytes.
std::string PaymentTokens::proof(std::string_view digits, std::string_view bound_to) const {
  std::string signed_text{"bursar payment token 1\n"};
  signed_text.append(key_id_).append("\n").append(digits).append("\n").append(bound_to);
  return base64url(mac(key_, bytes_of(signed_text)));
}

std::string PaymentTokens::issue(std::string_view digits, std::string_view bound_to) const {
  std::string token{payment_token_begin};
  return token.append(key_id_).append(digits).append(".").append(proof(digits, bound_to));
}

std::optional<std::string_view> PaymentTokens::digits(std::string_view token) const {
  if (!token.starts_with(payment_token_begin)) return std::nullopt;
  token.remove_prefix(payment_token_begin.size());
  if (!token.starts_with(key_id_)) return std::nullopt;
  token.remove_prefix(key_id_.size());
  if (token.size() != payment_token_digits + 1 + proof_length) return std::nullopt;
  const std::string_view digits = token.substr(0, payment_token_digits);
  if (!lower_hex(digits) || token[payment_token_digits] != '.') return std::nullopt;
  return digits;
}

bool PaymentTokens::authentic(std::string_view token, std::string_view bound_to) const {
  const auto named = digits(token);
  if (!named) return false;
  const std::string expected = proof(*named, bound_to);
  return equal(bytes_of(token.substr(token.size() - proof_length)), bytes_of(expected));
}

}  // namespace bursar::crypto
