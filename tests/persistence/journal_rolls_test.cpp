// A journal in many segments reads as one, and every state that a crash within a roll can leave is
// one from which it goes on.

#include "crypto/hash.hpp"
#include "persistence/archived_mark.hpp"
#include "persistence/errors.hpp"
#include "persistence/recovery.hpp"
#include "persistence/segment_list.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/support/temporary_directory.hpp"

#include <atomic>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace bursar::persistence::journal_rolls_test {
namespace {

using namespace bursar;
using namespace bursar::persistence;
using tests::append;
using tests::append_all;
using tests::Chronicle;
using tests::scanned;
namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void expect_reads(const Journal& journal, const std::vector<ledger::Record>& records) {
  EXPECT_EQ(journal.last_sequence().value, records.size());
  EXPECT_EQ(scanned(journal, 1), records);
  std::uint64_t verified = 0;
  journal.verify([&](const ledger::Record& record) { EXPECT_EQ(record, records[verified++]); });
  EXPECT_EQ(verified, records.size());
}

/// Threads that look at something again and again until this ends.
class Readers {
 public:
  Readers(int count, const std::function<bool()>& right) {
    for (int i = 0; i < count; ++i)
      threads_.emplace_back([this, right](const std::stop_token& stop) {
        while (!stop.stop_requested())
          if (!right()) ++wrong_;
      });
  }

  int wrong() const { return wrong_; }

 private:
  std::atomic<int> wrong_ = 0;
  std::vector<std::jthread> threads_;
};

class JournalRollsTest : public testing::Test {
 protected:
  JournalRollsTest() { crypto::start(); }

  fs::path segment(std::uint64_t number) const { return segment_path(options_.directory, number); }
  std::vector<ledger::Record> first(std::size_t count) const {
    return {records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(count)};
  }

  /// As if killed: without close().
  void append_and_abandon(std::size_t count, std::size_t batch) {
    ASSERT_TRUE(append_all(*open_journal(options_), first(count), batch));
  }
  void append_and_close(std::size_t count, std::size_t batch) {
    const auto journal = open_journal(options_);
    ASSERT_TRUE(append_all(*journal, first(count), batch));
    journal->close();
  }

  /// The segment that a roll would make now.
  void make_next() {
    const SegmentLook newest = look_at_segments(options_.directory).back();
    make_segment(segment(newest.meta.segment + 1),
                 {.segment = newest.meta.segment + 1,
                  .first = newest.head.last() + 1,
                  .previous = newest.head.hash,
                  .clean = 0},
                 1 << 20);
  }

  void expect_goes_on(std::size_t from) {
    const auto journal = open_journal(options_);
    EXPECT_EQ(journal->last_sequence().value, from);
    ASSERT_TRUE(append_all(*journal, records_, 7));
    expect_reads(*journal, records_);
    journal->close();
  }

  bool newest_are_right(const Journal& journal, std::uint64_t count) const {
    const std::uint64_t last = journal.last_sequence().value;
    bool right = true;
    journal.scan({last - std::min(last, count)}, [&](const ledger::Record& record) {
      right = right && record == records_[record.sequence.value - 1];
      return record.sequence.value < last;
    });
    return right;
  }

  tests::TemporaryDirectory directory_;
  std::vector<ledger::Record> records_ = Chronicle{}.with_payments(97).records();
  JournalOptions options_{
      .directory = directory_.path() / "journal", .fill_ahead_bytes = 0, .segment_records = 10};
};

TEST_F(JournalRollsTest, ASegmentThatHoldsEnoughIsFollowedByTheNext) {
  append_and_close(9, 9);
  EXPECT_FALSE(fs::exists(segment(1)));
  append_and_close(13, 4);
  EXPECT_FALSE(fs::exists(segment(1))) << "a batch stays whole";
  append_and_close(14, 1);
  ASSERT_TRUE(fs::exists(segment(1)));
  const auto segments = look_at_segments(options_.directory);
  EXPECT_EQ(segments[0].meta.closed, 13U);
  EXPECT_EQ(segments[1].meta.first, 14U);
  EXPECT_EQ(segments[1].meta.previous, segments[0].head.hash);
}

TEST_F(JournalRollsTest, ManySegmentsReadAsOne) {
  const auto journal = open_journal(options_);
  ASSERT_TRUE(append_all(*journal, records_, 7));
  expect_reads(*journal, records_);
  for (const ledger::Record& record : records_) EXPECT_EQ(journal->record(record.sequence), record);
  EXPECT_FALSE(journal->record({0}));
  EXPECT_FALSE(journal->record({records_.size() + 1}));
  EXPECT_EQ(journal->first_sequence().value, 1U);
}

TEST_F(JournalRollsTest, VerifyingBeginsWhereItIsTold) {
  const auto journal = open_journal(options_);
  ASSERT_TRUE(append_all(*journal, records_, 7));
  for (const std::uint64_t from : {1UL, 14UL, 15UL, 60UL, 100UL, 101UL}) {
    std::vector<ledger::Record> heard;
    journal->verify_from({from}, [&](const ledger::Record& record) { heard.push_back(record); });
    EXPECT_EQ(heard, scanned(*journal, from)) << from;
  }
}

TEST_F(JournalRollsTest, AClosedSegmentIsNeverWrittenAgain) {
  append_and_close(25, 5);
  const std::string closed[] = {contents(segment(0) / "data.mdb"),
                                contents(segment(1) / "data.mdb")};
  append_and_abandon(60, 5);
  expect_goes_on(60);
  EXPECT_EQ(contents(segment(0) / "data.mdb"), closed[0]);
  EXPECT_EQ(contents(segment(1) / "data.mdb"), closed[1]);
}

TEST_F(JournalRollsTest, ANewSegmentIsFilledAheadAndAClosedOneGivesBack) {
  constexpr std::uint64_t ahead = std::uint64_t{1} << 20;
  options_.fill_ahead_bytes = ahead;
  append_and_close(25, 5);
  const auto journal = open_journal(options_);
  EXPECT_LT(fs::file_size(segment(0) / "data.mdb"), ahead / 2);
  EXPECT_LT(fs::file_size(segment(1) / "data.mdb"), ahead / 2);
  EXPECT_GT(fs::file_size(segment(2) / "data.mdb"), ahead);
}

TEST_F(JournalRollsTest, AKillWhileTheNextSegmentIsMadeLosesNothing) {
  append_and_abandon(10, 5);
  fs::create_directory(directory_.path() / "journal" / "segment-000001.new");
  std::ofstream{directory_.path() / "journal" / "segment-000001.new" / "data.mdb"} << "half";
  expect_goes_on(10);
}

TEST_F(JournalRollsTest, AKillBeforeTheFullSegmentIsClosedLosesNothing) {
  append_and_abandon(10, 5);
  make_next();
  {
    const auto journal = open_journal(options_);
    EXPECT_TRUE(journal->unclean());
    expect_reads(*journal, first(10));
  }
  EXPECT_EQ(look_at_segment(segment(0)).meta.closed, 10U);
  expect_goes_on(10);
}

TEST_F(JournalRollsTest, AKillAfterARollLeavesAnEmptySegmentThatIsGoneOnWith) {
  append_and_close(10, 5);
  make_next();
  for (int i = 0; i < 3; ++i) expect_reads(*open_journal(options_), first(10));
  open_journal(options_)->close();
  EXPECT_FALSE(open_journal(options_)->unclean());
  expect_goes_on(10);
  EXPECT_EQ(look_at_segment(segment(1)).meta.first, 11U);
}

TEST_F(JournalRollsTest, AFullSegmentIsNotOpenedAnewForARollThatIsNotNeeded) {
  append_and_close(10, 5);
  open_journal(options_)->close();
  EXPECT_FALSE(fs::exists(segment(1)));
}

TEST_F(JournalRollsTest, ATailAcrossSegmentsIsVerifiedAfterAnUncleanEnd) {
  append_and_abandon(25, 5);
  {
    LmdbEnv env{segment(1), LmdbEnv::Mode::use, 1 << 20};
    const SegmentTables tables{env};
    const std::string forged(64, 'x');
    ASSERT_EQ(env.write([&](LmdbWrite& write) {
      write.append(tables.records, 21, std::as_bytes(std::span{forged}));
    }),
              Durability::durable);
  }
  EXPECT_THROW(open_journal(options_), Corrupt);
}

TEST_F(JournalRollsTest, ManyThreadsReadWhileSegmentsComeAndGo) {
  const tests::TemporaryDirectory directory{tests::TemporaryDirectory::quick_place()};
  options_.directory = directory.path() / "journal";
  records_ = Chronicle{}.with_payments(1'500).records();
  const auto journal = open_journal(options_);
  std::atomic<std::uint64_t> reads = 0;
  {
    const Readers readers{4, [&] {
                            const std::uint64_t last = journal->last_sequence().value;
                            const std::uint64_t any = last == 0 ? 0 : 1 + (++reads * 997) % last;
                            return last == 0 || journal->record({any}) == records_[any - 1];
                          }};
    EXPECT_TRUE(append_all(*journal, records_, 5));
    EXPECT_EQ(readers.wrong(), 0);
  }
  EXPECT_GT(reads, 0U);
  expect_reads(*journal, records_);
}

// Each segment begins with a map of 32 KiB and doubles it several times, under readers.
TEST_F(JournalRollsTest, MapsGrowAThousandTimesUnnoticed) {
  const tests::TemporaryDirectory directory{tests::TemporaryDirectory::quick_place()};
  options_ = {.directory = directory.path() / "journal",
              .map_size_bytes = std::uint64_t{32} << 10,
              .fill_ahead_bytes = 0,
              .segment_records = 400};
  records_ = Chronicle{}.with_payments(140'000).records();
  const auto journal = open_journal(options_);
  {
    const Readers readers{2, [&] { return newest_are_right(*journal, 50); }};
    ASSERT_TRUE(append_all(*journal, records_, 100));
    EXPECT_EQ(readers.wrong(), 0);
  }
  std::size_t doublings = 0;
  for (const SegmentLook& look : look_at_segments(options_.directory))
    for (auto size = fs::file_size(segment(look.meta.segment) / "data.mdb");
         size > options_.map_size_bytes; size /= 2)
      ++doublings;
  EXPECT_GE(doublings, 1'000U);
}

TEST_F(JournalRollsTest, AnArchivedJournalBeginsLater) {
  append_and_close(records_.size(), 5);
  for (std::uint64_t number = 0; number < 3; ++number) fs::remove_all(segment(number));
  write_archived_mark(options_.directory, {.segment = 3, .sequence = 31});
  const auto journal = open_journal(options_);
  EXPECT_EQ(journal->first_sequence().value, 31U);
  EXPECT_FALSE(journal->record({30}));
  EXPECT_EQ(journal->record({31}), records_[30]);
  const std::vector<ledger::Record> kept(records_.begin() + 30, records_.end());
  EXPECT_EQ(scanned(*journal, 1), kept);
  std::vector<ledger::Record> verified;
  journal->verify([&](const ledger::Record& record) { verified.push_back(record); });
  EXPECT_EQ(verified, kept);
  EXPECT_THROW(replay(*journal), Corrupt) << "nothing tells what they come to";
}

TEST_F(JournalRollsTest, WhateverIsAppendedIsRead) {
  const auto all = Chronicle{}.with_payments(300).records();
  EXPECT_TRUE(rc::check([&] {
    const tests::TemporaryDirectory directory{tests::TemporaryDirectory::quick_place()};
    JournalOptions options = options_;
    options.directory = directory.path() / "journal";
    options.map_size_bytes = std::uint64_t{64} << 10;
    std::size_t end = 0;
    for (int life = *rc::gen::inRange(1, 5); life > 0; --life) {
      options.segment_records = *rc::gen::inRange<std::uint64_t>(1, 40);
      options.fill_ahead_bytes = *rc::gen::element(0U, 1U << 16U);
      const auto journal = open_journal(options);
      RC_ASSERT(journal->last_sequence().value == end);
      for (const std::size_t batch :
           *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 30))) {
        if (end + batch > all.size()) break;
        RC_ASSERT(append(*journal, all, end, end + batch) == Durability::durable);
        end += batch;
      }
      const std::vector<ledger::Record> appended(all.begin(),
                                                 all.begin() + static_cast<std::ptrdiff_t>(end));
      RC_ASSERT(scanned(*journal, 0) == appended);
      std::uint64_t verified = 0;
      journal->verify([&](const ledger::Record&) { ++verified; });
      RC_ASSERT(verified == end);
      const auto anywhere = *rc::gen::inRange<std::uint64_t>(0, all.size() + 2);
      const auto read = journal->record({anywhere});
      RC_ASSERT(read.has_value() == (anywhere >= 1 && anywhere <= end));
      if (read) RC_ASSERT(*read == all[anywhere - 1]);
      if (*rc::gen::arbitrary<bool>()) journal->close();
    }
  }));
}

using JournalRollsDeathTest = JournalRollsTest;

TEST_F(JournalRollsDeathTest, TimeDoesNotGoBackFromOneSegmentToTheNext) {
  append_and_close(10, 5);
  make_next();
  const auto journal = open_journal(options_);
  const ledger::Record* next = &records_[10];
  const ledger::Time before{records_[9].time.milliseconds - 1};
  EXPECT_DEATH(static_cast<void>(journal->append({&next, 1}, before)), "CHECK failed");
}

}  // namespace
}  // namespace bursar::persistence::journal_rolls_test
