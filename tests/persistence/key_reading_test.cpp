#include "persistence/key_reading.hpp"

#include "tests/persistence/chronicle.hpp"
#include "tests/support/simulated_store.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::key_reading_test {
namespace {

using testing::ElementsAre;

// Three records without a key, then four payments with one each; a millisecond apart.
class KeyReadingTest : public testing::Test {
 protected:
  std::vector<std::uint64_t> read(std::uint64_t first, std::uint64_t last,
                                  std::size_t most = 99) const {
    std::vector<std::uint64_t> hashes;
    KeyReading{store_, hash_}.read({first}, {last}, [&](const ledger::Record&, std::uint64_t hash) {
      hashes.push_back(hash);
      return hashes.size() < most;
    });
    return hashes;
  }
  std::uint64_t since(std::int64_t after_ms, std::uint64_t last = 7) const {
    return first_since(store_, {records_.front().time.milliseconds + after_ms}, {last}).value;
  }

  const std::vector<ledger::Record> records_ = tests::Chronicle{}.with_payments(4).records();
  const tests::SimulatedStore store_{records_};
  const std::function<std::uint64_t(const ledger::Idempotency&)> hash_ =
      [](const ledger::Idempotency& kept) { return kept.content.high; };
};

TEST_F(KeyReadingTest, GivesEveryRecordWithItsKeyOrNone) {
  EXPECT_THAT(read(1, 7), ElementsAre(0, 0, 0, 4, 5, 6, 7));
  EXPECT_THAT(read(3, 5), ElementsAre(0, 4, 5));
  EXPECT_THAT(read(7, 7), ElementsAre(7));
  EXPECT_THAT(read(5, 4), ElementsAre());
}

TEST_F(KeyReadingTest, EndsWhereItIsTold) {
  EXPECT_THAT(read(4, 7, 2), ElementsAre(4, 5));
}

TEST_F(KeyReadingTest, FindsTheFirstRecordSinceATime) {
  EXPECT_EQ(since(-1), 1U);
  EXPECT_EQ(since(0), 1U);
  EXPECT_EQ(since(3), 4U);
  EXPECT_EQ(since(6), 7U);
  EXPECT_EQ(since(7), 8U) << "there is none";
  EXPECT_EQ(since(3, 2), 3U) << "none up to there";
}

}  // namespace
}  // namespace bursar::persistence::key_reading_test
