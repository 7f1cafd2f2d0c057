#include "crypto/sealed_text.hpp"

#include "crypto/mac.hpp"
#include "crypto/system_random.hpp"

#include <algorithm>
#include <cstddef>

#include <sodium.h>

namespace bursar::crypto {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t proof_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

}  // namespace

SealedTexts::SealedTexts(const Bytes<32>& key, std::string_view key_id)
    : key_id_{key_id},
      sealing_{mac(key, bytes_of("bursar sealed text 1\n"))},
      naming_{mac(key, bytes_of("bursar sealed text's name 1\n"))} {}

std::vector<std::uint8_t> SealedTexts::seal(std::string_view text,
                                            std::string_view bound_to) const {
  Bytes<nonce_bytes> nonce;
  fill_random(nonce);
  const ByteView id = bytes_of(key_id_);
  std::vector<std::uint8_t> sealed{id.begin(), id.end()};
  sealed.insert(sealed.end(), nonce.begin(), nonce.end());
  const std::size_t begin = sealed.size();
  sealed.resize(begin + text.size() + proof_bytes);
  const ByteView plain = bytes_of(text);
  const ByteView bond = bytes_of(bound_to);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + begin, nullptr, plain.data(),
                                             plain.size(), bond.data(), bond.size(), nullptr,
                                             nonce.data(), sealing_.data());
  return sealed;
}

std::optional<Secret> SealedTexts::open(ByteView sealed, std::string_view bound_to) const {
  const ByteView id = bytes_of(key_id_);
  if (sealed.size() < id.size() + nonce_bytes + proof_bytes ||
      !std::ranges::equal(sealed.first(id.size()), id))
    return std::nullopt;
  const ByteView nonce = sealed.subspan(id.size(), nonce_bytes);
  const ByteView body = sealed.subspan(id.size() + nonce_bytes);
  const ByteView bond = bytes_of(bound_to);
  std::string plain(body.size() - proof_bytes, '\0');
  const bool authentic =
      crypto_aead_xchacha20poly1305_ietf_decrypt(
          reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, body.data(),
          body.size(), bond.data(), bond.size(), nonce.data(), sealing_.data()) == 0;
  Secret opened{std::move(plain)};
  if (!authentic) return std::nullopt;
  return opened;
}

Bytes<16> SealedTexts::fingerprint(std::string_view text) const {
  const Bytes<32> whole = mac(naming_, bytes_of(text));
  Bytes<16> half;
  std::copy_n(whole.begin(), half.size(), half.begin());
  return half;
}

}  // namespace bursar::crypto
