#include "actors/snapshot_map.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::snapshot_map_test {
namespace snapshot_map_test {
namespace {

// A few shards, so that keys meet in them.
struct Crowded {
  std::size_t operator()(std::uint8_t key) const { return key % 3U; }
};
using Map = SnapshotMap<std::uint8_t, std::uint16_t, Crowded>;

RC_GTEST_PROP(SnapshotMapProperties, KnowsWhatAnOrdinaryMapKnows,
              (const std::vector<std::pair<std::uint8_t, std::uint16_t>>& deeds)) {
  Map map;
  std::map<std::uint8_t, std::uint16_t> plain;
  for (const auto& [key, value] : deeds) {
    if (value % 3 == 0) {
      map.erase(key);
      plain.erase(key);
    } else {
      map.put(key, value);
      plain.insert_or_assign(key, value);
    }
  }
  for (unsigned key = 0; key < 256; ++key) {
    const auto row = plain.find(static_cast<std::uint8_t>(key));
    const auto found = map.find(static_cast<std::uint8_t>(key));
    RC_ASSERT(found.has_value() == (row != plain.end()));
    if (found) RC_ASSERT(*found == row->second);
  }
}

TEST(SnapshotMapTest, WhatIsLoadedTakesThePlaceOfAllAndTheFirstOfEqualsStays) {
  Map map;
  map.put(9, 1);
  map.load({{4, 40}, {1, 10}, {4, 41}, {7, 70}});
  EXPECT_EQ(map.find(9), std::nullopt);
  EXPECT_EQ(map.find(4), 40);
  EXPECT_EQ(map.find(1), 10);
  EXPECT_EQ(map.find(7), 70);
}

TEST(SnapshotMapTest, AReaderSeesEachRowAsItWasOrAsItIs) {
  Map map;
  map.put(0, 0);
  map.put(3, 0);
  std::atomic<bool> over = false;
  std::jthread writer{[&] {
    for (std::uint16_t round = 1; round <= 2'000; ++round) {
      map.put(3, round);
      map.put(6, round);
      map.erase(6);
      map.put(0, round);
    }
    over = true;
  }};
  std::uint16_t seen = 0;
  while (!over) {
    const auto first = map.find(0);
    const auto second = map.find(3);
    ASSERT_TRUE(first && second) << "what stays is there at any time";
    EXPECT_GE(*first, seen);
    EXPECT_GE(*second, *first) << "it was put before";
    seen = *first;
  }
}

}  // namespace
}  // namespace snapshot_map_test
}  // namespace bursar::actors::snapshot_map_test
