#include "actors/id_index.hpp"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::id_index_test {
namespace {

using ledger::Bits128;

/// Rows by number that have the ids, and the index over them.
class Ids {
 public:
  void put(const Bits128& id) {
    rows_.push_back(id);
    index_.put(id, static_cast<std::uint32_t>(rows_.size() - 1));
  }
  void load(const std::vector<Bits128>& ids) {
    rows_ = ids;
    std::vector<IdIndex::Numbered> numbered;
    for (std::uint32_t number = 0; number < ids.size(); ++number)
      numbered.emplace_back(ids[number], number);
    index_.load(numbered);
  }
  std::optional<std::uint32_t> find(const Bits128& id) const {
    return index_.find(id, [&](std::uint32_t number) { return rows_[number] == id; });
  }

 private:
  std::vector<Bits128> rows_;
  IdIndex index_;
};

// So many as have several in most shards.
std::vector<Bits128> many() {
  std::vector<Bits128> ids;
  for (std::uint64_t i = 0; i < 20'000; ++i) ids.push_back({i % 7, i});
  return ids;
}

TEST(IdIndexTest, FindsWhatWasPutAndNothingElse) {
  Ids ids;
  for (const Bits128& id : many()) ids.put(id);
  std::uint32_t number = 0;
  for (const Bits128& id : many()) EXPECT_EQ(ids.find(id), number++);
  EXPECT_EQ(ids.find({9, 1}), std::nullopt);
}

TEST(IdIndexTest, FindsWhatWasLoadedAndWhatWasPutBesideIt) {
  Ids ids;
  EXPECT_EQ(ids.find({1, 1}), std::nullopt);
  ids.load(many());
  ids.put({9, 1});
  std::uint32_t number = 0;
  for (const Bits128& id : many()) EXPECT_EQ(ids.find(id), number++);
  EXPECT_EQ(ids.find({9, 1}), number);
}

TEST(IdIndexTest, IdsThatLookAlikeAreToldApartByTheirRows) {
  // What an id is placed by is high ^ low × this.
  constexpr std::uint64_t spread = 0x9E3779B97F4A7C15ULL;
  const std::vector<Bits128> alike{{5, 0}, {5 ^ spread, 1}, {5 ^ (2 * spread), 2}};
  Ids ids;
  ids.put(alike[0]);
  EXPECT_EQ(ids.find(alike[1]), std::nullopt);
  ids.put(alike[1]);
  ids.put(alike[2]);
  for (std::uint32_t number = 0; number < alike.size(); ++number)
    EXPECT_EQ(ids.find(alike[number]), number);
}

TEST(IdIndexTest, WhatIsPutTwiceIsThereOnce) {
  IdIndex index;
  index.put({1, 1}, 7);
  index.put({1, 1}, 7);
  int asked = 0;
  EXPECT_EQ(index.find({1, 1}, [&](std::uint32_t) { return ++asked > 1; }), std::nullopt);
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace bursar::actors::id_index_test
