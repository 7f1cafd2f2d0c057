#include "net/wallet_address.hpp"

#include "crypto/bytes.hpp"
#include "crypto/hash.hpp"
#include "crypto/solana_address.hpp"

#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::net::wallet_address_test {
namespace {

constexpr std::array<std::string_view, 1> wallet_prefixes = {"wal_"};

TEST(WalletAddressTest, ItIsWhatSolanasOwnClientDerives) {
  crypto::start();
  std::ifstream in{std::string{BURSAR_SOURCE_DIR} + "/tests/golden/solana_addresses.txt"};
  int told = 0;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words{line};
    std::string kind;
    std::string id;
    std::string address;
    words >> kind >> id >> address;
    if (kind != "wallet") continue;
    ++told;
    const auto bits = ledger::parse_id(id, wallet_prefixes);
    ASSERT_TRUE(bits.has_value()) << id;
    EXPECT_EQ(solana_address({*bits}), address) << id;
  }
  EXPECT_EQ(told, 212);
}

// It is told in docs/solana-addresses.md, so that others can derive the addresses.
TEST(WalletAddressTest, TheProgramIsTheOneOfTheDocumentation) {
  crypto::start();
  std::ifstream in{std::string{BURSAR_SOURCE_DIR} + "/docs/solana-addresses.md"};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_NE(text.find(crypto::base58(crypto::sha256("bursar:wallet"))), std::string::npos);
}

}  // namespace
}  // namespace bursar::net::wallet_address_test
