#include "net/wallet_address.hpp"

#include "crypto/hash.hpp"
#include "crypto/solana_address.hpp"
#include "ledger/check.hpp"

#include <array>
#include <cstddef>

namespace bursar::net {

namespace {

crypto::Bytes<16> bytes_of(ledger::Bits128 bits) {
  crypto::Bytes<16> bytes;
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::uint8_t>(bits.high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<std::uint8_t>(bits.low >> (56 - 8 * i));
  }
  return bytes;
}

}  // namespace

std::string solana_address(ledger::WalletId wallet) {
  static const crypto::Bytes<32> program = crypto::sha256("bursar:wallet");
  const crypto::Bytes<16> id = bytes_of(wallet.bits);
  const std::array<crypto::ByteView, 2> seeds = {crypto::bytes_of("wallet"), id};
  const auto found = crypto::find_program_address(seeds, program);
  CHECK(found.has_value());  // of 256 hashes one is off the curve, but for one wallet in 2^256
  return crypto::base58(found->address);
}

}  // namespace bursar::net
