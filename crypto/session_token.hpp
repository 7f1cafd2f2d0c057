#pragma once

// Session tokens: JSON Web Tokens (RFC 7519) that name a wallet, a generation and an end, signed
// with HMAC-SHA-256 by a key of ours. Which algorithm and key it is, is never taken from a token:
// its header has to be, letter by letter, the one that we write.

#include "crypto/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::crypto {

class SessionTokens {
 public:
  struct Claims {
    std::string wallet = {};
    std::int64_t generation = 0;
    std::int64_t expires_s = 0;  // since 1970; whether that is over is for the reader to say

    friend bool operator==(const Claims&, const Claims&) = default;
  };

  /// The key's id stands in the header.
  SessionTokens(const Bytes<32>& key, std::string_view key_id);

  /// The same claims give the same token.
  std::string issue(const Claims& claims) const;
  /// None: this key did not sign that.
  std::optional<Claims> read(std::string_view token) const;

  /// Told from an API key, which never begins so.
  static bool resembles(std::string_view credential) { return credential.starts_with("eyJ"); }

 private:
  bool well_formed(std::string_view token) const;

  Bytes<32> key_;
  std::string key_id_;
  std::string head_;  // what each of our tokens begins with, up to the first dot and with it
};

}  // namespace bursar::crypto
