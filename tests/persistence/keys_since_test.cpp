#include "persistence/keys_since.hpp"

#include "tests/persistence/chronicle.hpp"
#include "tests/support/simulated_store.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace {

using namespace bursar;
using persistence::keys_since;

TEST(KeysSinceTest, AnEmptyJournalHasNone) {
  EXPECT_TRUE(keys_since(tests::SimulatedStore{}, {}, {}).empty());
}

TEST(KeysSinceTest, AKeyIsSaidWithAllThatStandsInItsRecord) {
  const tests::SimulatedStore journal{tests::Chronicle{}.with_payments(1).records()};
  const ledger::Record record = journal.records().back();
  const auto keys = keys_since(journal, record.sequence, {});
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].wallet, record.idempotency->wallet);
  EXPECT_EQ(keys[0].key, record.idempotency->key);
  EXPECT_EQ(keys[0].content, record.idempotency->content);
  EXPECT_EQ(keys[0].sequence, record.sequence);
  EXPECT_EQ(keys[0].time, record.time);
}

RC_GTEST_PROP(KeysSinceTest, TheyAreThoseThatFoldingTheJournalKeeps, ()) {
  auto records = tests::Chronicle{}.with_payments(*rc::gen::inRange<std::size_t>(0, 60)).records();
  for (ledger::Record& record : records)  // several at one time
    record.time.milliseconds -= record.time.milliseconds % 7;
  const tests::SimulatedStore journal{records};
  ledger::Books books;
  books.keep_keys_since = {records.front().time.milliseconds +
                           *rc::gen::inRange<std::int64_t>(-10, 80)};
  for (const ledger::Record& record : records) books.apply(record);
  const auto keys = keys_since(journal, books.last(), books.keep_keys_since);
  RC_ASSERT(keys.size() == books.recorded_keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i)
    RC_ASSERT(keys[i].sequence == books.recorded_keys[i].sequence);
}

}  // namespace
