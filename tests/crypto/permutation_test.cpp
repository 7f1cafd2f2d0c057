#include "crypto/permutation.hpp"

#include <bit>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace bursar::crypto::permutation_test {
namespace {

using Pair = std::pair<std::uint64_t, std::uint64_t>;

Bytes<32> key(std::uint8_t first) {
  return Bytes<32>{first, 1, 2, 3};
}

int bits_apart(const Pair& a, const Pair& b) {
  return std::popcount(a.first ^ b.first) + std::popcount(a.second ^ b.second);
}

Pair flipped(Pair pair, unsigned bit) {
  (bit < 64 ? pair.second : pair.first) ^= std::uint64_t{1} << (bit % 64);
  return pair;
}

TEST(PermutationTest, BackwardUndoesForwardAndForwardBackward) {
  const Permutation permutation{key(7)};
  std::mt19937_64 random{1};
  for (int i = 0; i < 10'000; ++i) {
    const Pair plain{random(), random()};
    const Pair mixed = permutation.forward(plain.first, plain.second);
    EXPECT_EQ(permutation.backward(mixed.first, mixed.second), plain);
    const Pair unmixed = permutation.backward(plain.first, plain.second);
    EXPECT_EQ(permutation.forward(unmixed.first, unmixed.second), plain);
  }
}

TEST(PermutationTest, NumbersInARowNeverMeet) {
  const Permutation permutation{key(7)};
  std::set<Pair> seen;
  for (std::uint64_t i = 0; i < 100'000; ++i) seen.insert(permutation.forward(0, i));
  EXPECT_EQ(seen.size(), 100'000U);
}

TEST(PermutationTest, OneBitOfInputChangesHalfTheOutput) {
  const Permutation permutation{key(7)};
  std::mt19937_64 random{2};
  for (unsigned bit = 0; bit < 128; ++bit) {
    int changed = 0;
    constexpr int tries = 200;
    for (int i = 0; i < tries; ++i) {
      const Pair plain{random(), random()};
      const Pair other = flipped(plain, bit);
      changed += bits_apart(permutation.forward(plain.first, plain.second),
                            permutation.forward(other.first, other.second));
    }
    EXPECT_NEAR(static_cast<double>(changed) / tries, 64, 3) << bit;
  }
}

TEST(PermutationTest, EveryBitOfTheOutputIsSetHalfTheTime) {
  const Permutation permutation{key(7)};
  constexpr int count = 20'000;
  std::array<int, 128> set{};
  for (std::uint64_t i = 0; i < count; ++i) {
    const Pair mixed = permutation.forward(0, i);
    for (unsigned bit = 0; bit < 64; ++bit) {
      set[bit] += static_cast<int>(mixed.second >> bit & 1);
      set[bit + 64] += static_cast<int>(mixed.first >> bit & 1);
    }
  }
  for (const int times : set) EXPECT_NEAR(times, 0.5 * count, 400);  // six standard deviations
}

TEST(PermutationTest, AnotherKeyIsAnotherPermutation) {
  EXPECT_NEAR(bits_apart(Permutation{key(7)}.forward(0, 1), Permutation{key(8)}.forward(0, 1)), 64,
              34);
}

// Ids that were given out must keep their meaning. The figure is an independent program's.
TEST(PermutationTest, TheSameKeyMeansTheSameForEver) {
  const Pair mixed = Permutation{key(7)}.forward(1, 2);
  EXPECT_EQ(mixed, (Pair{8493181115535200301U, 14992216237472680386U}));
}

}  // namespace
}  // namespace bursar::crypto::permutation_test
