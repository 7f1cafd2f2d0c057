#pragma once

// The text of a payment token: "x402_tok_", the key's id, 24 hex digits that name it, a dot, and an
// HMAC-SHA-256 as base64url over key id, digits and whatever else it is bound to. What it is bound
// to stands where the digits lead; the text alone proves nothing but that it may be one.

#include "crypto/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace bursar::crypto {

constexpr std::string_view payment_token_begin = "x402_tok_";
constexpr std::size_t payment_token_digits = 24;

class PaymentTokens {
 public:
  PaymentTokens(const Bytes<32>& key, std::string_view key_id) : key_{key}, key_id_{key_id} {}

  /// The same digits and bonds give the same token.
  std::string issue(std::string_view digits, std::string_view bound_to) const;
  /// The digits of what may be a token of ours by its form. None: it is no such thing.
  std::optional<std::string_view> digits(std::string_view token) const;
  /// Of one whose form is right. Compares the text of the proof, which has one spelling, in a time
  /// that does not depend on it.
  bool authentic(std::string_view token, std::string_view bound_to) const;

  const std::string& key_id() const { return key_id_; }

 private:
  std::string proof(std::string_view digits, std::string_view bound_to) const;

  Bytes<32> key_;
  std::string key_id_;
};

}  // namespace bursar::crypto
