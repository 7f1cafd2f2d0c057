#include "tests/support/simulated_store.hpp"

#include "tests/persistence/batches.hpp"
#include "tests/persistence/chronicle.hpp"

#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::simulated_store_test {
namespace {

using namespace bursar;
using persistence::Durability;
using testing::ElementsAre;
using testing::SizeIs;
using tests::append;
using tests::Chronicle;
using tests::Fault;
using tests::scanned;
using tests::SimulatedStore;

TEST(SimulatedStoreTest, KeepsCopiesInOrder) {
  const auto records = Chronicle{}.with_payments(4).records();
  SimulatedStore store;
  EXPECT_EQ(append(store, records, 0, 3), Durability::durable);
  EXPECT_EQ(append(store, records, 3, 7), Durability::durable);
  EXPECT_EQ(store.records(), records);
  EXPECT_EQ(scanned(store, 1), records);
  EXPECT_EQ(store.record({5}), records[4]);
  EXPECT_FALSE(store.record({8}));
  EXPECT_FALSE(store.record({0}));
  EXPECT_EQ(store.last_sequence().value, 7U);
  EXPECT_THAT(store.batch_sizes(), ElementsAre(3, 4));
}

TEST(SimulatedStoreTest, UnknownMayMeanKept) {
  const auto records = Chronicle{}.records();
  SimulatedStore store;
  store.fail_next(Fault::unknown_kept);
  EXPECT_EQ(append(store, records, 0, 3), Durability::unknown);
  EXPECT_FALSE(store.record({1}));
  EXPECT_THAT(store.records(), SizeIs(3));
  store.restart();
  EXPECT_EQ(store.last_sequence().value, 3U);
  EXPECT_EQ(scanned(store, 2), std::vector(records.begin() + 1, records.end()));
}

TEST(SimulatedStoreTest, UnknownMayMeanLost) {
  const auto records = Chronicle{}.records();
  SimulatedStore store;
  store.fail_next(Fault::unknown_lost);
  EXPECT_EQ(append(store, records, 0, 3), Durability::unknown);
  EXPECT_EQ(append(store, records, 0, 3), Durability::unknown) << "once in doubt, always in doubt";
  store.restart();
  EXPECT_THAT(store.records(), SizeIs(0));
  EXPECT_EQ(append(store, records, 0, 3), Durability::durable);
}

TEST(SimulatedStoreTest, MayThrow) {
  const auto records = Chronicle{}.records();
  SimulatedStore store;
  store.fail_next(Fault::throws);
  EXPECT_THROW(static_cast<void>(append(store, records, 0, 3)), std::runtime_error);
  EXPECT_THAT(store.records(), SizeIs(0));
}

TEST(SimulatedStoreTest, AHeldAppendWaitsUntilItIsLetGo) {
  const auto records = Chronicle{}.records();
  SimulatedStore store;
  store.hold();
  auto appended = std::async(std::launch::async, [&] { return append(store, records, 0, 3); });
  EXPECT_EQ(store.last_sequence().value, 0U);
  store.let_go();
  EXPECT_EQ(appended.get(), Durability::durable);
}

TEST(SimulatedStoreTest, BeginsFromWhatAnEarlierEngineLeft) {
  const auto records = Chronicle{}.with_payments(1).records();
  SimulatedStore store{{records.begin(), records.begin() + 3}};
  EXPECT_EQ(store.last_sequence().value, 3U);
  EXPECT_EQ(append(store, records, 3, 4), Durability::durable);
  EXPECT_EQ(scanned(store, 1), records);
}

}  // namespace
}  // namespace bursar::persistence::simulated_store_test
