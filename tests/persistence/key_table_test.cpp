#include "persistence/key_table.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::key_table_test {
namespace {

std::vector<std::uint64_t> places(const KeyTable& table, std::uint64_t hash) {
  std::vector<std::uint64_t> found;
  table.find(hash, [&](ledger::Sequence place) {
    found.push_back(place.value);
    return false;
  });
  return found;
}

TEST(KeyTableTest, ItSpeaksForAllRecordsWithAKeyOrWithout) {
  KeyTable table{4};
  EXPECT_EQ(table.records(), 0U);
  table.add({7}, {1'000}, 0);
  table.add({8}, {2'000}, 5);
  table.add({9}, {3'000}, 0);
  EXPECT_EQ(table.span(), (KeySpan{{7}, {9}, {1'000}, {3'000}}));
  EXPECT_EQ(table.records(), 3U);
  EXPECT_EQ(table.sorted(), (std::vector<KeyRow>{{5, 8}}));
}

TEST(KeyTableTest, ItIsFullByItsRows) {
  KeyTable table{2};
  table.add({1}, {}, 5);
  table.add({2}, {}, 0);
  EXPECT_FALSE(table.full());
  table.add({3}, {}, 6);
  EXPECT_TRUE(table.full());
}

TEST(KeyTableTest, ItTakesAnHourOfTime) {
  KeyTable table{2};
  EXPECT_TRUE(table.takes({5'000}));
  table.add({1}, {5'000}, 0);
  EXPECT_TRUE(table.takes({5'000 + 3'599'999}));
  EXPECT_FALSE(table.takes({5'000 + 3'600'000}));
}

// Few different low bits, so that rows collide and wrap around the end.
RC_GTEST_PROP(KeyTableTest, FindingAndSortingAgreeWithAMap, ()) {
  KeyTable table{32};
  std::multimap<std::uint64_t, std::uint64_t> model;
  const auto hashes =
      *rc::gen::resize(32, rc::gen::container<std::vector<std::uint64_t>>(rc::gen::map(
                               rc::gen::inRange<std::uint64_t>(0, 20),
                               [](std::uint64_t n) { return (n << 32U) + 60 + n % 4; })));
  for (std::uint64_t i = 0; i < hashes.size(); ++i) {
    table.add({i + 1}, {}, hashes[i]);
    model.emplace(hashes[i], i + 1);
  }
  std::vector<KeyRow> sorted;
  for (const auto& [hash, sequence] : model) sorted.push_back({hash, sequence});
  RC_ASSERT(table.sorted() == sorted);
  for (std::uint64_t n = 0; n < 20; ++n) {
    const std::uint64_t hash = (n << 32U) + 60 + n % 4;
    std::vector<std::uint64_t> expected;
    for (auto [row, end] = model.equal_range(hash); row != end; ++row)
      expected.push_back(row->second);
    std::ranges::reverse(expected);
    RC_ASSERT(places(table, hash) == expected);
  }
}

TEST(KeyTableTest, AnotherThreadSeesEveryRowWhole) {
  constexpr std::uint64_t count = 50'000;
  KeyTable table{count};
  std::atomic<std::uint64_t> added = 0;
  std::uint64_t missed = 0;
  const auto hash = [](std::uint64_t n) { return n * 0x9E3779B97F4A7C15ULL; };
  {
    const std::jthread reader{[&] {
      for (std::uint64_t n = 0; n < count;) {
        n = added.load();
        if (n == 0) continue;
        for (const std::uint64_t one : {n, n / 2 + 1})
          missed += places(table, hash(one)) == std::vector{one} ? 0 : 1;
      }
    }};
    for (std::uint64_t n = 1; n <= count; ++n) {
      table.add({n}, {}, hash(n));
      added = n;
    }
  }
  EXPECT_EQ(missed, 0U);
}

}  // namespace
}  // namespace bursar::persistence::key_table_test
