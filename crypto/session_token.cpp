#include "crypto/session_token.hpp"

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <jwt.h>

namespace bursar::crypto {
namespace {

constexpr std::size_t token_length_max = 512;
constexpr std::size_t signature_length = 43;  // 32 bytes in base64url
constexpr std::string_view base64url_and_dot =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

struct Free {
  void operator()(jwt_t* token) const { jwt_free(token); }
  void operator()(char* text) const { std::free(text); }
};
using Jwt = std::unique_ptr<jwt_t, Free>;

void done(int result) {
  if (result != 0) throw std::runtime_error{"libjwt cannot make a token"};
}

// None where it is missing or not above zero: what is no number libjwt reads as zero.
std::optional<std::int64_t> number(jwt_t* token, const char* claim) {
  errno = 0;
  const long value = jwt_get_grant_int(token, claim);
  if (errno != 0 || value <= 0) return std::nullopt;
  return value;
}

}  // namespace

SessionTokens::SessionTokens(const Bytes<32>& key, std::string_view key_id)
    : key_{key}, key_id_{key_id} {
  const std::string sample = issue({});
  head_ = sample.substr(0, sample.find('.') + 1);
}

std::string SessionTokens::issue(const Claims& claims) const {
  jwt_t* made = nullptr;
  done(jwt_new(&made));
  const Jwt token{made};
  done(jwt_set_alg(made, JWT_ALG_HS256, key_.data(), static_cast<int>(key_.size())));
  done(jwt_add_header(made, "kid", key_id_.c_str()));
  done(jwt_add_grant(made, "sub", claims.wallet.c_str()));
  done(jwt_add_grant_int(made, "gen", claims.generation));
  done(jwt_add_grant_int(made, "exp", claims.expires_s));
  const std::unique_ptr<char, Free> text{jwt_encode_str(made)};
  if (text == nullptr) throw std::runtime_error{"libjwt cannot sign a token"};
  return text.get();
}

bool SessionTokens::well_formed(std::string_view token) const {
  if (token.size() > token_length_max || !token.starts_with(head_)) return false;
  const std::string_view rest = token.substr(head_.size());
  const auto dot = rest.find('.');
  return dot != std::string_view::npos && rest.size() == dot + 1 + signature_length &&
         rest.find('.', dot + 1) == std::string_view::npos &&
         rest.find_first_not_of(base64url_and_dot) == std::string_view::npos;
}

// The library would sign with what the header names; as that is ours, it is HS256. It compares
// whole signatures as text in a time that does not depend on them (CVE-2024-25189 is mended in
// Debian 12's), so that a signature has one spelling.
std::optional<SessionTokens::Claims> SessionTokens::read(std::string_view token) const {
  if (!well_formed(token)) return std::nullopt;
  const std::string text{token};
  jwt_t* read = nullptr;
  if (jwt_decode(&read, text.c_str(), key_.data(), static_cast<int>(key_.size())) != 0)
    return std::nullopt;
  const Jwt owned{read};
  const char* const wallet = jwt_get_grant(read, "sub");
  const auto generation = number(read, "gen");
  const auto expires_s = number(read, "exp");
  if (wallet == nullptr || !generation || !expires_s) return std::nullopt;
  return Claims{.wallet = wallet, .generation = *generation, .expires_s = *expires_s};
}

}  // namespace bursar::crypto
