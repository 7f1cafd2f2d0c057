#pragma once

// Signatures of what is sent to webhooks, and of what a bridge is asked and answers, as Standard
// Webhooks (standardwebhooks.com) has them:
//   secret     "whsec_" and base64 of 24 to 64 random bytes; the bytes are the key
//   signature  "v1," and base64 of HMAC-SHA-256 over <id>.<seconds>.<body>
// While a secret is being rotated there are two, separated by a space: a receiver is content with
// either.

#include "crypto/bytes.hpp"
#include "crypto/secret.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::crypto {

using WebhookKey = Bytes<32>;

Secret webhook_secret(const WebhookKey& key);
/// The bytes of a secret; none: it is no such text.
std::optional<std::vector<std::uint8_t>> parse_webhook_secret(std::string_view text);

/// What is signed; an id has no dot.
struct WebhookMessage {
  std::string_view id;         // webhook-id: the same at every attempt
  std::int64_t timestamp = 0;  // webhook-timestamp: of this attempt, in seconds
  std::string_view body;       // as it is sent, byte for byte
};
/// webhook-signature, by one key or more.
std::string webhook_signature(std::span<const ByteView> keys, const WebhookMessage& message);

/// Whether one of the signatures, which stand with spaces between them, is that of the message by
/// one of the keys. What is compared with which takes the same time however much of it agrees; of
/// more signatures than there can be reason for the first ones are looked at.
bool signed_by(std::span<const ByteView> keys, const WebhookMessage& message,
               std::string_view signatures);

}  // namespace bursar::crypto
