#include "crypto/webhook_signature.hpp"

#include <algorithm>

#include <sodium.h>

namespace bursar::crypto {

namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr int padded_base64 = sodium_base64_VARIANT_ORIGINAL;
constexpr std::size_t secret_bytes_min = 24;
constexpr std::size_t secret_bytes_max = 64;
constexpr int signatures_looked_at = 8;

std::string base64(ByteView bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), padded_base64), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), padded_base64);
  text.pop_back();  // sodium closes with a NUL
  return text;
}

Bytes<32> webhook_mac(ByteView key, const WebhookMessage& message) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  const auto add = [&](std::string_view text) {
    const ByteView bytes = bytes_of(text);
    crypto_auth_hmacsha256_update(&state, bytes.data(), bytes.size());
  };
  add(message.id);
  add(".");
  add(std::to_string(message.timestamp));
  add(".");
  add(message.body);
  Bytes<32> tag;
  crypto_auth_hmacsha256_final(&state, tag.data());
  return tag;
}

bool same_text(std::string_view one, std::string_view other) {
  return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace

Secret webhook_secret(const WebhookKey& key) {
  return Secret{std::string{secret_prefix}.append(base64(key))};
}

std::optional<std::vector<std::uint8_t>> parse_webhook_secret(std::string_view text) {
  if (!text.starts_with(secret_prefix)) return std::nullopt;
  text.remove_prefix(secret_prefix.size());
  // libsodium reads a byte past 0x7F as if it were another.
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x7F; }))
    return std::nullopt;
  std::vector<std::uint8_t> bytes(text.size() / 4 * 3 + 2);
  std::size_t length = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length,
                        nullptr, padded_base64) != 0)
    return std::nullopt;
  bytes.resize(length);
  if (length < secret_bytes_min || length > secret_bytes_max) return std::nullopt;
  return bytes;
}

std::string webhook_signature(std::span<const ByteView> keys, const WebhookMessage& message) {
  std::string signatures;
  for (const ByteView key : keys)
    signatures.append(signatures.empty() ? "v1," : " v1,")
        .append(base64(webhook_mac(key, message)));
  return signatures;
}

bool signed_by(std::span<const ByteView> keys, const WebhookMessage& message,
               std::string_view signatures) {
  bool found = false;
  for (int i = 0; i < signatures_looked_at && !signatures.empty(); ++i) {
    const auto end = std::min(signatures.find(' '), signatures.size());
    const std::string_view one = signatures.substr(0, end);
    for (const ByteView key : keys)
      found |= same_text(one, webhook_signature(std::span{&key, 1}, message));
    signatures.remove_prefix(std::min(end + 1, signatures.size()));
  }
  return found;
}

}  // namespace bursar::crypto
