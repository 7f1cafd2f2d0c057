#include "crypto/hash.hpp"

#include <atomic>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::crypto::hash_test {
namespace {

class HashTest : public testing::Test {
 protected:
  HashTest() { start(); }
};

template <std::size_t N>
Bytes<N> counting() {
  Bytes<N> bytes;
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return bytes;
}

// FIPS 180-4, example and empty message.
TEST_F(HashTest, Sha256AgreesWithThePublishedVectors) {
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(HashTest, ThreadsThatHashAtTheSameTimeDoNotDisturbEachOther) {
  const std::vector<std::string> texts = {"abc", std::string(1'000, 'x')};
  std::vector<Bytes<32>> alone;
  for (const std::string& text : texts) alone.push_back(sha256(text));
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < texts.size(); ++i)
    threads.emplace_back([&, i] {
      for (int n = 0; n < 10'000; ++n) wrong += sha256(texts[i]) == alone[i] ? 0 : 1;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

// BLAKE2b-256 as `b2sum -l 256` prints it.
TEST_F(HashTest, Blake2bAgreesWithThePublishedVectors) {
  EXPECT_EQ(hex(blake2b(bytes_of(""))),
            "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  EXPECT_EQ(hex(blake2b(bytes_of("abc"))),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_F(HashTest, BytesInPiecesHashLikeTheWhole) {
  const std::string text(1'000, 'x');
  for (const std::size_t cut : {0UL, 1UL, 127UL, 128UL, 129UL, 999UL, 1'000UL}) {
    Blake2b pieces;
    pieces.add(bytes_of(text.substr(0, cut)));
    pieces.add(bytes_of(text.substr(cut)));
    EXPECT_EQ(pieces.finish(), blake2b(bytes_of(text))) << cut;
  }
}

TEST_F(HashTest, CopyOfAHalfDoneHashCarriesOnByItself) {
  Blake2b one;
  one.add(bytes_of("a"));
  Blake2b other = one;
  one.add(bytes_of("bc"));
  EXPECT_EQ(one.finish(), blake2b(bytes_of("abc")));
  EXPECT_EQ(other.finish(), blake2b(bytes_of("a")));
}

// From an independent SipHash-2-4 that gives the paper's example; they stand in journals.
TEST_F(HashTest, ChecksumOfARecordNeverChanges) {
  EXPECT_EQ(checksum64(counting<15>()), 6125025322854792700U);
  EXPECT_EQ(checksum64({}), 9232070212285305933U);
}

TEST_F(HashTest, ChecksumSeesEveryFlippedBit) {
  const auto whole = counting<40>();
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    auto damaged = whole;
    damaged[bit / 8] = static_cast<std::uint8_t>(damaged[bit / 8] ^ (1U << bit % 8));
    EXPECT_NE(checksum64(damaged), checksum64(whole)) << bit;
  }
}

// vectors_sip128 of the reference implementation: the empty and the fifteen-byte message.
TEST_F(HashTest, Siphash128AgreesWithTheReference) {
  const auto key = counting<16>();
  EXPECT_EQ(hex(siphash128(key, {})), "a3817f04ba25a8e66df67214c7550293");
  EXPECT_EQ(hex(siphash128(key, counting<15>())), "5493e99933b0a8117e08ec0f97cfc3d9");
}

TEST_F(HashTest, EqualComparesLengthAndContent) {
  EXPECT_TRUE(equal(bytes_of("abc"), bytes_of("abc")));
  EXPECT_TRUE(equal({}, {}));
  EXPECT_FALSE(equal(bytes_of("abc"), bytes_of("abd")));
  EXPECT_FALSE(equal(bytes_of("abc"), bytes_of("ab")));
}

}  // namespace
}  // namespace bursar::crypto::hash_test
