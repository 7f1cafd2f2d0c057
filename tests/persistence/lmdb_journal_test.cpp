#include "persistence/lmdb_journal.hpp"

#include "crypto/hash.hpp"
#include "persistence/codec.hpp"
#include "persistence/errors.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/persistence/failing_disk.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/persistence/rewritten.hpp"
#include "tests/support/temporary_directory.hpp"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::lmdb_journal_test {
namespace {

using namespace bursar;
using persistence::Corrupt;
using persistence::Durability;
using persistence::JournalOptions;
using persistence::open_journal;
using tests::append;
using tests::append_all;
using tests::Chronicle;
using tests::scanned;

class LmdbJournalTest : public testing::Test {
 protected:
  LmdbJournalTest() { crypto::start(); }

  std::filesystem::path file() const {
    return persistence::segment_path(options_.directory, 0) / "data.mdb";
  }

  /// What verifying says about a journal whose rows were changed.
  std::string damage(const std::function<void(tests::Rows&, tests::Rows&)>& change) {
    append_all(*open_journal(options_), records_, 4);
    tests::rewrite(options_.directory, change);
    try {
      open_journal(options_)->verify([](const ledger::Record&) {});
      return "none";
    } catch (const Corrupt& corrupt) {
      return corrupt.what();
    }
  }

  tests::TemporaryDirectory directory_;
  JournalOptions options_{.directory = directory_.path() / "journal", .fill_ahead_bytes = 0};
  std::vector<ledger::Record> records_ = Chronicle{}.with_payments(20).records();
};

TEST_F(LmdbJournalTest, IsEmptyAtFirst) {
  const auto journal = open_journal(options_);
  EXPECT_EQ(journal->last_sequence().value, 0U);
  EXPECT_FALSE(journal->record({1}));
  EXPECT_THAT(scanned(*journal, 0), testing::IsEmpty());
  EXPECT_FALSE(journal->unclean());
}

TEST_F(LmdbJournalTest, ReadsWhatWasAppended) {
  const auto journal = open_journal(options_);
  EXPECT_EQ(append(*journal, records_, 0, 5), Durability::durable);
  EXPECT_EQ(journal->last_sequence().value, 5U);
  EXPECT_EQ(journal->record({5}), records_[4]);
  EXPECT_FALSE(journal->record({6}));
  EXPECT_FALSE(journal->record({0}));
  EXPECT_EQ(append(*journal, records_, 5, records_.size()), Durability::durable);
  EXPECT_EQ(scanned(*journal, 0), records_);
}

TEST_F(LmdbJournalTest, GoesOnWhereTheLastEngineStopped) {
  for (const std::size_t end : {3UL, 4UL, 17UL, records_.size()}) {
    const auto journal = open_journal(options_);
    EXPECT_EQ(append(*journal, records_, journal->last_sequence().value, end), Durability::durable);
    journal->close();
  }
  EXPECT_EQ(scanned(*open_journal(options_), 1), records_);
}

TEST_F(LmdbJournalTest, AScanBeginsAndStopsWhereItIsTold) {
  records_ = Chronicle{}.with_payments(200).records();
  const auto journal = open_journal(options_);
  ASSERT_TRUE(append_all(*journal, records_, 50));
  std::vector<std::uint64_t> seen;
  journal->scan({60}, [&](const ledger::Record& record) {
    seen.push_back(record.sequence.value);
    return seen.size() < 45;
  });
  ASSERT_EQ(seen.size(), 45U);
  EXPECT_EQ(seen.front(), 60U);
  EXPECT_EQ(seen.back(), 104U);
  EXPECT_THAT(scanned(*journal, 204), testing::IsEmpty());
}

TEST_F(LmdbJournalTest, WhoScansMayReadOnTheWay) {
  const auto journal = open_journal(options_);
  ASSERT_TRUE(append_all(*journal, records_, 4));
  journal->scan({1}, [&](const ledger::Record& record) {
    EXPECT_EQ(journal->record(record.sequence), record);
    return true;
  });
}

TEST_F(LmdbJournalTest, ABatchIsThereWholeOrNotAtAll) {
  records_ = Chronicle{}.with_payments(5'000).records();
  EXPECT_TRUE(tests::in_a_child([&] {
    const auto journal = open_journal(options_);
    if (append(*journal, records_, 0, 10) != Durability::durable) return false;
    // Room for some pages of the next batch, not for all.
    tests::limit_file_size(std::filesystem::file_size(file()) + 400'000);
    return append(*journal, records_, 10, records_.size()) == Durability::unknown &&
           !journal->record({11}) && journal->last_sequence().value == 10;
  }));
  const auto journal = open_journal(options_);
  EXPECT_TRUE(journal->unclean());
  EXPECT_EQ(journal->last_sequence().value, 10U);
  EXPECT_TRUE(append_all(*journal, records_, 1'000));
  EXPECT_EQ(scanned(*journal, 1), records_);
}

TEST_F(LmdbJournalTest, AfterAnUnknownCommitNothingIsAppendedOrMarkedClean) {
  EXPECT_TRUE(tests::in_a_child([&] {
    const auto journal = open_journal(options_);
    if (append(*journal, records_, 0, 10) != Durability::durable) return false;
    tests::limit_file_size(8'192);
    const bool unknown = append(*journal, records_, 10, 12) == Durability::unknown &&
                         append(*journal, records_, 10, 11) == Durability::unknown;
    journal->close();
    return unknown;
  }));
  EXPECT_TRUE(open_journal(options_)->unclean());
}

TEST_F(LmdbJournalTest, ASyncThatFailsIsUnknownAndEveryAppendAfterIt) {
  {
    const auto journal = open_journal(options_);
    ASSERT_EQ(append(*journal, records_, 0, 10), Durability::durable);
    tests::break_disk({.call = tests::DiskCall::fdatasync, .sticky = true});
    EXPECT_EQ(append(*journal, records_, 10, 12), Durability::unknown);
    tests::mend_disk();
    EXPECT_EQ(append(*journal, records_, 10, 12), Durability::unknown);
    EXPECT_FALSE(journal->record({11}));
  }
  const auto journal = open_journal(options_);
  EXPECT_TRUE(journal->unclean());
  EXPECT_THAT(journal->last_sequence().value, testing::AnyOf(10U, 12U));
  journal->verify([](const ledger::Record&) {});
}

TEST_F(LmdbJournalTest, ATinyMapGrowsWithoutTheCallerNoticing) {
  records_ = Chronicle{}.with_payments(3'000).records();
  options_.map_size_bytes = 1 << 20;
  const auto journal = open_journal(options_);
  EXPECT_TRUE(append_all(*journal, records_, 100));
  EXPECT_EQ(scanned(*journal, 1), records_);
}

TEST_F(LmdbJournalTest, TheFileReachesPastWhatIsUsedAndItsDataStaysWhole) {
  records_ = Chronicle{}.with_payments(6'000).records();
  options_.fill_ahead_bytes = std::uint64_t{1} << 20;
  {
    const auto journal = open_journal(options_);
    EXPECT_GE(std::filesystem::file_size(file()), options_.fill_ahead_bytes);
    ASSERT_TRUE(append_all(*journal, records_, 64));
    EXPECT_EQ(scanned(*journal, 1), records_);
  }
  const auto journal = open_journal(options_);
  {
    const persistence::LmdbEnv env{file().parent_path(), persistence::LmdbEnv::Mode::look, 1};
    EXPECT_GE(std::filesystem::file_size(file()), env.used_bytes() + options_.fill_ahead_bytes / 2);
  }
  EXPECT_EQ(scanned(*journal, 1), records_);
  journal->verify([](const ledger::Record&) {});
}

TEST_F(LmdbJournalTest, ManyThreadsReadWhileOneAppends) {
  records_ = Chronicle{}.with_payments(2'000).records();
  const auto journal = open_journal(options_);
  ASSERT_EQ(append(*journal, records_, 0, 1), Durability::durable);
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!done) {
        const auto last = journal->last_sequence();
        if (journal->record(last) != records_[last.value - 1]) ++wrong;
      }
    });
  EXPECT_TRUE(append_all(*journal, records_, 25));
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(LmdbJournalTest, AWholeJournalVerifies) {
  EXPECT_EQ(damage([](tests::Rows&, tests::Rows&) {}), "none");
}

TEST_F(LmdbJournalTest, AnEditedRecordIsNoticedByItsChecksum) {
  EXPECT_THAT(
      damage([](tests::Rows& records, tests::Rows&) { records[10].back() ^= std::byte{1}; }),
      testing::HasSubstr("record 10 of the journal is damaged: its checksum"));
}

TEST_F(LmdbJournalTest, AForgedRecordIsNoticedByTheChain) {
  ledger::Record forged = records_[9];
  std::get<ledger::Paid>(forged.fact).description = "a yacht";
  EXPECT_THAT(damage([&](tests::Rows& records, tests::Rows&) {
                records[10].clear();
                persistence::encode(forged, records[10]);
              }),
              testing::HasSubstr("record 9 of the journal begins a batch whose chain hash"));
}

TEST_F(LmdbJournalTest, ADroppedRecordIsNoticed) {
  EXPECT_THAT(damage([](tests::Rows& records, tests::Rows&) { records.erase(10); }),
              testing::HasSubstr("record 10 of the journal is missing"));
}

TEST_F(LmdbJournalTest, ADroppedBatchIsNoticed) {
  EXPECT_THAT(damage([](tests::Rows& records, tests::Rows& batches) {
                for (std::uint64_t sequence = 9; sequence <= 12; ++sequence)
                  records.erase(sequence);
                batches.erase(12);
              }),
              testing::HasSubstr("record 9 of the journal"));
}

TEST_F(LmdbJournalTest, ALostTailIsNoticedWhereItsBatchIsLeft) {
  EXPECT_THAT(damage([](tests::Rows& records, tests::Rows&) { records.erase(23); }),
              testing::HasSubstr("record 23 of the journal is missing"));
}

TEST_F(LmdbJournalTest, ARecordWithoutABatchIsNoticed) {
  EXPECT_THAT(damage([](tests::Rows&, tests::Rows& batches) { batches.erase(23); }),
              testing::HasSubstr("record 21 of the journal belongs to no batch"));
}

TEST_F(LmdbJournalTest, SwappedRecordsAreNoticed) {
  EXPECT_THAT(
      damage([](tests::Rows& records, tests::Rows&) { std::swap(records[10], records[11]); }),
      testing::HasSubstr("record 10 of the journal is damaged: record 11 stands"));
}

TEST_F(LmdbJournalTest, ADamagedRecordIsRefusedWhenItIsRead) {
  {
    const auto ended_well = open_journal(options_);
    ASSERT_TRUE(append_all(*ended_well, records_, 4));
    ended_well->close();
  }
  tests::rewrite(options_.directory,
                 [](tests::Rows& records, tests::Rows&) { records[10].back() ^= std::byte{1}; });
  const auto journal = open_journal(options_);
  EXPECT_EQ(journal->record({9}), records_[8]);
  EXPECT_THROW(journal->record({10}), Corrupt);
  EXPECT_THROW(scanned(*journal, 1), Corrupt);
}

using LmdbJournalDeathTest = LmdbJournalTest;

TEST_F(LmdbJournalDeathTest, AGapOrATimeThatGoesBackIsOurBug) {
  const auto journal = open_journal(options_);
  ASSERT_EQ(append(*journal, records_, 0, 3), Durability::durable);
  EXPECT_DEATH(static_cast<void>(append(*journal, records_, 4, 5)), "CHECK failed");
  const ledger::Record* next = &records_[3];
  EXPECT_DEATH(static_cast<void>(journal->append({&next, 1}, ledger::Time{1})), "CHECK failed");
}

}  // namespace
}  // namespace bursar::persistence::lmdb_journal_test
