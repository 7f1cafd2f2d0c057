#pragma once

// The two files of secrets beside the data: secret.key, the engine's own keys, and operator.key,
// the administrator's API key. Both are 0600, appear whole or not at all, and are on disk before
// they are used. Every fault throws std::runtime_error with one line for the operator.
//
// secret.key is text, a line each:
//   bursar-secrets 1                       format and its version
//   cursors 5f3a9c01 <64 hex digits>       name, key id, key; then tokens, sessions, webhooks,
//   ...                                    destinations, in this order, all of one key id

#include "crypto/bytes.hpp"

#include <filesystem>
#include <string>

namespace bursar::crypto {

struct SecretKeys {
  std::string key_id;  // 8 hex digits; travels inside what the keys sign
  Bytes<32> cursors{};
  Bytes<32> tokens{};
  Bytes<32> sessions{};
  Bytes<32> webhooks{};
  Bytes<32> destinations{};

  /// What the journal remembers of the keys; tells nothing about them.
  Bytes<32> fingerprint() const;

  friend bool operator==(const SecretKeys&, const SecretKeys&) = default;
};

/// Reads the file, or makes it from the system's random source when there is none.
SecretKeys load_or_make_secrets(const std::filesystem::path& path);

/// A missing file is a fault too: a journal without its keys must not get new ones.
SecretKeys load_secrets(const std::filesystem::path& path);

/// An API key with the prefix "bur_op_", alone on its line.
std::string load_or_make_operator_key(const std::filesystem::path& path);

/// A missing file is a fault too: a key made now would open nothing.
std::string load_operator_key(const std::filesystem::path& path);

}  // namespace bursar::crypto
