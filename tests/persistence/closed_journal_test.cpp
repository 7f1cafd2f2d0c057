#include "persistence/closed_journal.hpp"

#include "crypto/hash.hpp"
#include "persistence/recovery.hpp"
#include "persistence/segment.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/persistence/rewritten.hpp"
#include "tests/support/bytes_below.hpp"
#include "tests/support/temporary_directory.hpp"

#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::closed_journal_test {
namespace {

using namespace bursar;
using persistence::ClosedJournal;
using persistence::Corrupt;
using persistence::Damage;
using persistence::open_journal;
using persistence::ReadBatch;
using persistence::Unusable;
using tests::append_all;
using tests::bytes_below;
using tests::Chronicle;
using tests::Rows;
namespace fs = std::filesystem;

class ClosedJournalTest : public testing::Test {
 protected:
  ClosedJournalTest() { crypto::start(); }

  void write(std::size_t batch_size = 7) {
    const auto journal = open_journal(options_);
    ASSERT_TRUE(append_all(*journal, records_, batch_size));
    journal->close();
  }

  std::string refusal() const {
    try {
      const ClosedJournal journal{options_.directory};
      return "none";
    } catch (const Unusable& unusable) {
      return unusable.what();
    }
  }

  /// What reading says of a journal whose rows were changed, and of which record.
  std::pair<std::uint64_t, std::string> damage(const std::function<void(Rows&, Rows&)>& change) {
    write(4);
    tests::rewrite(options_.directory, change);
    try {
      ClosedJournal{options_.directory}.read([](const ReadBatch&) { return true; });
      return {0, "none"};
    } catch (const Damage& found) {
      return {found.at().value, found.what()};
    }
  }

  tests::TemporaryDirectory directory_;
  persistence::JournalOptions options_{.directory = directory_.path() / "journal",
                                       .fill_ahead_bytes = 0};
  std::vector<ledger::Record> records_ = Chronicle{}.with_payments(50).records();
};

TEST_F(ClosedJournalTest, ReadsEveryBatchInOrder) {
  write(7);
  const ClosedJournal journal{options_.directory};
  std::vector<ledger::Record> read;
  persistence::BatchMark last;
  std::size_t batches = 0;
  journal.read([&](const ReadBatch& batch) {
    read.insert(read.end(), batch.records.begin(), batch.records.end());
    EXPECT_EQ(batch.mark.last, batch.records.back().sequence);
    last = batch.mark;
    ++batches;
    return true;
  });
  EXPECT_EQ(read, records_);
  EXPECT_EQ(batches, (records_.size() + 6) / 7);
  EXPECT_EQ(last, journal.last());
  EXPECT_TRUE(journal.clean());
  EXPECT_EQ(journal.format(), 2U);
}

TEST_F(ClosedJournalTest, StopsWhenItIsTold) {
  write(7);
  std::size_t batches = 0;
  ClosedJournal{options_.directory}.read([&](const ReadBatch&) { return ++batches < 3; });
  EXPECT_EQ(batches, 3U);
}

TEST_F(ClosedJournalTest, ChangesNothing) {
  write();
  const auto before = bytes_below(options_.directory);
  ClosedJournal{options_.directory}.read([](const ReadBatch&) { return true; });
  EXPECT_EQ(bytes_below(options_.directory), before);
}

TEST_F(ClosedJournalTest, WhatAKilledEngineLeftIsReadAsItIs) {
  EXPECT_TRUE(tests::in_a_child([&] { return append_all(*open_journal(options_), records_, 7); }));
  const ClosedJournal journal{options_.directory};
  EXPECT_FALSE(journal.clean());
  EXPECT_EQ(journal.last().last, records_.back().sequence);
}

TEST_F(ClosedJournalTest, AnEngineThatRunsIsNotDisturbed) {
  const auto engine = open_journal(options_);
  EXPECT_THAT(refusal(), testing::EndsWith("is in use by another bursar"));
  ASSERT_TRUE(append_all(*engine, records_, 7));
}

TEST_F(ClosedJournalTest, AMissingLockIsMade) {
  write();
  fs::remove(options_.directory / "lock");
  EXPECT_EQ(refusal(), "none");
  const ClosedJournal journal{options_.directory};
  EXPECT_THROW(open_journal(options_), Unusable);
}

TEST_F(ClosedJournalTest, WhereThereIsNoneNoneIsMade) {
  EXPECT_THAT(refusal(), testing::HasSubstr("holds no journal"));
  EXPECT_FALSE(fs::exists(options_.directory));
}

TEST_F(ClosedJournalTest, AnUnknownFormatVersionIsRefused) {
  write();
  {
    persistence::LmdbEnv env{persistence::segment_path(options_.directory, 0),
                             persistence::LmdbEnv::Mode::use, 1 << 20};
    const persistence::SegmentTables tables{env};
    const std::uint64_t later = 3;
    ASSERT_EQ(env.write([&](persistence::LmdbWrite& put) {
      put.put(tables.meta, "format", std::as_bytes(std::span{&later, 1}));
    }),
              persistence::Durability::durable);
  }
  EXPECT_THAT(refusal(), testing::HasSubstr("format version 3"));
}

TEST_F(ClosedJournalTest, AFileThatIsCutOffIsCorrupt) {
  write();
  const fs::path file = persistence::segment_path(options_.directory, 0) / "data.mdb";
  const auto size = fs::file_size(file);
  for (const auto left :
       {size / 2, std::uintmax_t{4'096}, std::uintmax_t{100}, std::uintmax_t{0}}) {
    fs::resize_file(file, left);
    EXPECT_THROW(ClosedJournal{options_.directory}, Corrupt) << left;
  }
}

TEST_F(ClosedJournalTest, ASegmentThatDoesNotFollowIsCorrupt) {
  write();
  persistence::make_segment(persistence::segment_path(options_.directory, 1),
                            {.segment = 1, .first = 99}, 1 << 20);
  EXPECT_THROW(ClosedJournal{options_.directory}, Corrupt);
}

TEST_F(ClosedJournalTest, ASegmentGoesOnWhereTheOneBeforeEnds) {
  write(7);
  const persistence::BatchMark end = ClosedJournal{options_.directory}.last();
  persistence::make_segment(persistence::segment_path(options_.directory, 1),
                            {.segment = 1, .first = end.last.value + 1, .previous = end.hash},
                            1 << 20);
  const ClosedJournal journal{options_.directory};
  EXPECT_EQ(journal.segments().size(), 2U);
  EXPECT_EQ(journal.last(), end);
  std::size_t count = 0;
  journal.read([&](const ReadBatch& batch) {
    count += batch.records.size();
    return true;
  });
  EXPECT_EQ(count, records_.size());
}

TEST_F(ClosedJournalTest, AChangedRecordIsNamed) {
  const auto [at, what] = damage([](Rows& records, Rows&) { records[6][20] ^= std::byte{1}; });
  EXPECT_EQ(at, 6U);
  EXPECT_THAT(what, testing::HasSubstr("record 6 of the journal is damaged: its checksum"));
}

TEST_F(ClosedJournalTest, AMissingRecordIsNamed) {
  EXPECT_EQ(damage([](Rows& records, Rows&) { records.erase(6); }),
            (std::pair{std::uint64_t{6}, std::string{"record 6 of the journal is missing"}}));
}

TEST_F(ClosedJournalTest, SwappedRecordsAreNamed) {
  EXPECT_EQ(damage([](Rows& records, Rows&) { std::swap(records[6], records[7]); }).first, 6U);
}

TEST_F(ClosedJournalTest, AChangedHashIsNamedByTheFirstRecordOfItsBatch) {
  const auto [at, what] = damage([](Rows&, Rows& batches) { batches.at(8)[3] ^= std::byte{1}; });
  EXPECT_EQ(at, 5U);
  EXPECT_THAT(what, testing::HasSubstr("chain hash is wrong"));
}

TEST_F(ClosedJournalTest, AnotherBatchTimeIsNamed) {
  EXPECT_EQ(damage([](Rows&, Rows& batches) { batches.at(8)[39] = std::byte{0x80}; }).second,
            "record 5 of the journal begins a batch whose time goes back");
}

TEST_F(ClosedJournalTest, AnyOtherBatchTimeIsNamed) {
  for (std::size_t bit = 0; bit < 63; ++bit) {
    SCOPED_TRACE(bit);
    fs::remove_all(options_.directory);
    const auto [at, what] = damage([bit](Rows&, Rows& batches) {
      auto& newest = batches.rbegin()->second;
      newest[32 + bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    });
    EXPECT_EQ(at, 53U) << what;
  }
}

/// Segments of format version 1, in which a hash leaves its batch's time out, are read and appended
/// to as they are; what follows on them is of today's.
TEST_F(ClosedJournalTest, AnOlderFormatIsReadAndAppendedTo) {
  fs::create_directories(options_.directory);
  const auto first = persistence::segment_path(options_.directory, 0);
  persistence::make_segment(first, {.format = 1}, 1 << 20);
  options_.segment_records = 20;
  write(7);
  tests::rewrite(options_.directory, [](Rows&, Rows& batches) {
    auto& newest = batches.rbegin()->second;
    std::int64_t time = 0;
    std::memcpy(&time, &newest[32], sizeof time);
    ++time;
    std::memcpy(&newest[32], &time, sizeof time);
  });
  const ClosedJournal journal{options_.directory};
  EXPECT_EQ(journal.looks().front().meta.format, 1U);
  EXPECT_EQ(journal.format(), 2U);
  std::size_t count = 0;
  journal.read([&](const ReadBatch& batch) {
    count += batch.records.size();
    return true;
  });
  EXPECT_EQ(count, records_.size());
}

TEST_F(ClosedJournalTest, AMissingBatchIsNamed) {
  EXPECT_EQ(damage([](Rows&, Rows& batches) { batches.erase(8); }).second,
            "record 5 of the journal does not begin the batch that it is in");
}

TEST_F(ClosedJournalTest, ABatchThatIsTooShortIsNamed) {
  EXPECT_EQ(damage([](Rows&, Rows& batches) { batches.at(8).pop_back(); }).first, 5U);
}

TEST_F(ClosedJournalTest, ARecordWithoutABatchIsNamed) {
  EXPECT_EQ(damage([](Rows&, Rows& batches) { batches.erase(batches.rbegin()->first); }).second,
            "record 53 of the journal belongs to no batch: the journal's tail is not what was "
            "committed");
}

}  // namespace
}  // namespace bursar::persistence::closed_journal_test
