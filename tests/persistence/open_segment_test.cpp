#include "persistence/open_segment.hpp"

#include "persistence/errors.hpp"
#include "tests/persistence/written.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::open_segment_test {
namespace {

using namespace bursar;
using persistence::BatchRow;
using persistence::Damage;
using persistence::OpenSegment;
using testing::HasSubstr;
using testing::ThrowsMessage;

// 23 records in batches of nine.
class OpenSegmentTest : public testing::Test {
 protected:
  const tests::Written journal_{20};
  const OpenSegment segment_{journal_.file().parent_path()};
};

TEST_F(OpenSegmentTest, GivesRecordsAloneAndInARow) {
  EXPECT_EQ(segment_.record(11), journal_.records()[10]);
  EXPECT_EQ(segment_.records(1, 23), journal_.records());
  EXPECT_TRUE(segment_.records(5, 4).empty());
}

TEST_F(OpenSegmentTest, WhatIsMissingIsNamed) {
  EXPECT_THAT([&] { segment_.record(24); },
              ThrowsMessage<Damage>(HasSubstr("record 24 of the journal is missing")));
  EXPECT_THAT([&] { segment_.records(23, 24); }, ThrowsMessage<Damage>(HasSubstr("record 24")));
  EXPECT_THAT([&] { segment_.batch_of(24); }, ThrowsMessage<Damage>(HasSubstr("to no batch")));
}

TEST_F(OpenSegmentTest, ABatchIsFoundByAnyOfItsRecords) {
  for (const std::uint64_t sequence : {10UL, 14UL, 18UL}) {
    EXPECT_EQ(segment_.batch_of(sequence).first, 10U);
    EXPECT_EQ(segment_.batch_of(sequence).last(), 18U);
  }
}

TEST_F(OpenSegmentTest, BatchesAreVerifiedOneBehindTheOther) {
  BatchRow head = segment_.before_first();
  std::vector<ledger::Record> all;
  while (head.last() < 23)
    for (const auto& record : segment_.verified_batch(head.last() + 1, head)) all.push_back(record);
  EXPECT_EQ(all, journal_.records());
  segment_.require_end(23);
}

TEST_F(OpenSegmentTest, ABatchAfterAnotherThanItsOwnIsDamage) {
  BatchRow head = segment_.before_first();
  segment_.verified_batch(1, head);
  head.hash.front() ^= 1;
  EXPECT_THAT([&] { segment_.verified_batch(10, head); },
              ThrowsMessage<Damage>(HasSubstr("chain hash is wrong")));
  EXPECT_THAT([&] { segment_.verified_batch(11, head); },
              ThrowsMessage<Damage>(HasSubstr("does not begin the batch")));
}

TEST_F(OpenSegmentTest, WhatLiesBehindTheEndIsDamage) {
  EXPECT_THAT([&] { segment_.require_end(20); },
              ThrowsMessage<Damage>(HasSubstr("record 21 of the journal belongs to no batch")));
}

}  // namespace
}  // namespace bursar::persistence::open_segment_test
