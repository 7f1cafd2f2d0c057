#include "persistence/key_sets.hpp"

#include <atomic>
#include <memory>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::persistence::key_sets_test {
namespace {

std::shared_ptr<KeyTable> table_of(std::uint64_t hash) {
  auto table = std::make_shared<KeyTable>(8);
  table->add({1}, {1}, hash);
  return table;
}

TEST(KeySetsTest, IsEmptyAtFirst) {
  const KeySets sets;
  EXPECT_EQ(sets.now().newest, nullptr);
  EXPECT_TRUE(sets.now().runs.empty());
}

TEST(KeySetsTest, AChangeIsSeenByWhoeverAsksAgain) {
  KeySets sets;
  const KeySet& before = sets.now();
  EXPECT_EQ(before.newest, nullptr);
  sets.change([](KeySet& set) { set.newest = table_of(7); });
  EXPECT_EQ(sets.now().newest->rows(), 1U);
  sets.change([](KeySet& set) { set.waiting.push_back(std::exchange(set.newest, nullptr)); });
  EXPECT_EQ(sets.now().newest, nullptr);
  EXPECT_EQ(sets.now().waiting.size(), 1U);
}

// A thread remembers what it saw last, whichever of them that was of.
TEST(KeySetsTest, TwoOfThemAreNeverTakenForEachOther) {
  KeySets one;
  KeySets other;
  one.change([](KeySet& set) { set.newest = table_of(7); });
  EXPECT_NE(one.now().newest, nullptr);
  EXPECT_EQ(other.now().newest, nullptr);
  EXPECT_NE(one.now().newest, nullptr);
}

TEST(KeySetsTest, WhoeverLooksSeesOneWhole) {
  KeySets sets;
  sets.change([](KeySet& set) { set.newest = table_of(1); });
  std::atomic<bool> done = false;
  std::thread changing{[&] {
    for (std::uint64_t n = 2; n < 3'000; ++n)
      sets.change([n](KeySet& set) { set.waiting = {std::exchange(set.newest, table_of(n))}; });
    done = true;
  }};
  bool torn = false;
  while (!done) {
    const KeySet& set = sets.now();
    torn = torn || set.newest == nullptr || set.newest->rows() != 1 || set.waiting.size() > 1;
  }
  changing.join();
  EXPECT_FALSE(torn);
  EXPECT_EQ(sets.now().waiting.size(), 1U);
}

}  // namespace
}  // namespace bursar::persistence::key_sets_test
