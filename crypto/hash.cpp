#include "crypto/hash.hpp"

#include <cstring>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>
#include <sodium.h>

namespace bursar::crypto {
namespace {

constexpr unsigned char record_key[] = "bursar record v1";
static_assert(sizeof(record_key) - 1 == crypto_shorthash_siphash24_KEYBYTES);

crypto_generichash_blake2b_state* state_in(std::byte* bytes) {
  return reinterpret_cast<crypto_generichash_blake2b_state*>(bytes);
}

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

}  // namespace

void start() {
  if (sodium_init() < 0)
    throw std::runtime_error{"libsodium cannot start: no source of randomness"};
}

// Every request hashes its credential. OpenSSL uses the processor's instructions for it, which
// libsodium does not; looking the algorithm up once is what makes it quick.
Bytes<32> sha256(std::string_view text) {
  thread_local const Context context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Bytes<32> hash;
  if (EVP_DigestInit_ex2(context.get(), algorithm, nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), text.data(), text.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), hash.data(), nullptr) != 1)
    throw std::runtime_error{"OpenSSL does not offer SHA-256"};
  return hash;
}

Bytes<32> blake2b(ByteView bytes) {
  Bytes<32> hash;
  crypto_generichash_blake2b(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
  return hash;
}

Blake2b::Blake2b() {
  static_assert(state_bytes >= sizeof(crypto_generichash_blake2b_state));
  static_assert(alignof(Blake2b) >= alignof(crypto_generichash_blake2b_state));
  crypto_generichash_blake2b_init(state_in(state_.data()), nullptr, 0, Bytes<32>{}.size());
}

void Blake2b::add(ByteView bytes) {
  crypto_generichash_blake2b_update(state_in(state_.data()), bytes.data(), bytes.size());
}

Bytes<32> Blake2b::finish() {
  Bytes<32> hash;
  crypto_generichash_blake2b_final(state_in(state_.data()), hash.data(), hash.size());
  return hash;
}

std::uint64_t checksum64(ByteView bytes) {
  Bytes<8> hash;
  crypto_shorthash_siphash24(hash.data(), bytes.data(), bytes.size(), record_key);
  std::uint64_t number = 0;
  std::memcpy(&number, hash.data(), hash.size());  // little endian, as SipHash defines it
  return number;
}

Bytes<16> siphash128(const Bytes<16>& key, ByteView bytes) {
  Bytes<16> hash;
  crypto_shorthash_siphashx24(hash.data(), bytes.data(), bytes.size(), key.data());
  return hash;
}

bool equal(ByteView a, ByteView b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace bursar::crypto
