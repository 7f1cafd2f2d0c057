#pragma once

// Text that is kept where others may read it one day: encrypted, and tied to what it belongs to.
//   8 bytes   the key's id
//   24 bytes  nonce, drawn at random
//   the text and 16 bytes of proof, by XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) under a key
//   derived from the engine's own; what the text is bound to is proven with it, and not kept

#include "crypto/bytes.hpp"
#include "crypto/secret.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::crypto {

class SealedTexts {
 public:
  SealedTexts(const Bytes<32>& key, std::string_view key_id);

  std::vector<std::uint8_t> seal(std::string_view text, std::string_view bound_to) const;
  /// None: of another key, damaged, or bound to something else.
  std::optional<Secret> open(ByteView sealed, std::string_view bound_to) const;
  /// The same text always gives the same, and only to whoever has the key: what a text is known by
  /// to those who may not read it.
  Bytes<16> fingerprint(std::string_view text) const;

 private:
  std::string key_id_;
  Bytes<32> sealing_;
  Bytes<32> naming_;
};

}  // namespace bursar::crypto
