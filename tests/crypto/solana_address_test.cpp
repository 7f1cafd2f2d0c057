#include "crypto/solana_address.hpp"

#include "crypto/hash.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::crypto::solana_address_test {
namespace {

std::vector<std::uint8_t> bytes(const std::string& digits) {
  if (digits == "-") return {};
  const auto parsed = parse_hex(digits);
  EXPECT_TRUE(parsed.has_value()) << digits;
  return parsed.value_or(std::vector<std::uint8_t>{});
}

Bytes<32> bytes32(const std::string& digits) {
  const auto from = bytes(digits);
  Bytes<32> to = {};
  EXPECT_EQ(from.size(), to.size()) << digits;
  std::ranges::copy(from, to.begin());
  return to;
}

// Whatever @solana/web3.js says of one kind of question: see make_solana_addresses.cjs.
template <class Test>
int each_told(const std::string& kind, Test test) {
  std::ifstream in{std::string{BURSAR_SOURCE_DIR} + "/tests/golden/solana_addresses.txt"};
  int told = 0;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words{line};
    std::string first;
    words >> first;
    if (first != kind) continue;
    ++told;
    test(words);
  }
  return told;
}

class SolanaAddressTest : public testing::Test {
 protected:
  SolanaAddressTest() { start(); }
};

TEST_F(SolanaAddressTest, AddressesAreThoseOfSolanasOwnClient) {
  const int told = each_told("derived", [](std::istream& words) {
    std::string program;
    int bump = 0;
    std::string address;
    words >> program >> bump >> address;
    std::vector<std::vector<std::uint8_t>> seeds;
    for (std::string seed; words >> seed;) seeds.push_back(bytes(seed));
    const std::vector<ByteView> views{seeds.begin(), seeds.end()};
    const auto found = find_program_address(views, bytes32(program));
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(base58(found->address), address);
    EXPECT_EQ(int{found->bump}, bump);
  });
  EXPECT_EQ(told, 150);
}

TEST_F(SolanaAddressTest, WhatIsOnTheCurveIsWhatSolanasOwnClientSays) {
  const int told = each_told("curve", [](std::istream& words) {
    std::string point;
    std::string answer;
    words >> point >> answer;
    EXPECT_EQ(on_ed25519(bytes32(point)) ? "yes" : "no", answer) << point;
  });
  EXPECT_EQ(told, 106);
}

TEST_F(SolanaAddressTest, SeedsThatSolanaRefusesLeadNowhere) {
  const Bytes<33> long_seed = {};
  const ByteView fits{long_seed.data(), 32};
  const ByteView too_long{long_seed};
  EXPECT_TRUE(find_program_address({&fits, 1}, {}).has_value());
  EXPECT_FALSE(find_program_address({&too_long, 1}, {}).has_value());
  EXPECT_TRUE(find_program_address(std::vector<ByteView>(15), {}).has_value());
  EXPECT_FALSE(find_program_address(std::vector<ByteView>(16), {}).has_value());
}

// draft-msporny-base58, its three examples; and the address of Solana's system program.
TEST_F(SolanaAddressTest, Base58IsThatOfItsDraft) {
  EXPECT_EQ(base58(bytes_of("Hello World!")), "2NEpo7TZRRrLZSi2U");
  EXPECT_EQ(base58(bytes_of("The quick brown fox jumps over the lazy dog.")),
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z");
  EXPECT_EQ(base58(bytes("0000287fb4cd")), "11233QC4");
  EXPECT_EQ(base58(Bytes<32>{}), std::string(32, '1'));
  EXPECT_EQ(base58({}), "");
}

}  // namespace
}  // namespace bursar::crypto::solana_address_test
