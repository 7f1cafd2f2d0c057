#include "persistence/recovery.hpp"

#include "crypto/hash.hpp"
#include "persistence/segment.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/persistence/flipped.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/persistence/rewritten.hpp"
#include "tests/support/bytes_below.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::recovery_test {
namespace {

using namespace bursar;
using persistence::Corrupt;
using persistence::JournalOptions;
using persistence::open_journal;
using persistence::replay;
using persistence::Unusable;
using tests::append_all;
using tests::bytes_below;
using tests::Chronicle;
namespace fs = std::filesystem;

class RecoveryTest : public testing::Test {
 protected:
  RecoveryTest() { crypto::start(); }

  std::string refusal() const {
    try {
      open_journal(options_);
      return "none";
    } catch (const Unusable& unusable) {
      return unusable.what();
    }
  }

  tests::TemporaryDirectory directory_;
  JournalOptions options_{.directory = directory_.path() / "data" / "journal",
                          .fill_ahead_bytes = 0};
  std::vector<ledger::Record> records_ = Chronicle{}.with_payments(100).records();
};

TEST_F(RecoveryTest, ADirectoryIsMadeForItsOwnerAlone) {
  open_journal(options_)->close();
  EXPECT_EQ(fs::status(options_.directory).permissions(), fs::perms::owner_all);
}

TEST_F(RecoveryTest, AnEndWithoutCloseIsToldFromAClean) {
  open_journal(options_)->close();
  EXPECT_FALSE(open_journal(options_)->unclean());
  const auto journal = open_journal(options_);
  EXPECT_TRUE(journal->unclean());
  journal->close();
}

TEST_F(RecoveryTest, AKilledEngineLeavesEveryDurableRecord) {
  EXPECT_TRUE(tests::in_a_child([&] { return append_all(*open_journal(options_), records_, 7); }));
  const auto journal = open_journal(options_);
  EXPECT_TRUE(journal->unclean());
  EXPECT_EQ(tests::scanned(*journal, 1), records_);
}

TEST_F(RecoveryTest, NoFlippedBitPassesAnOlderTransactionOffAsTheLast) {
  EXPECT_TRUE(tests::in_a_child([&] { return append_all(*open_journal(options_), records_, 30); }));
  constexpr std::uint64_t transaction_at = 16 + 128;  // of a meta page
  for (const std::uint64_t page : {0UL, 4'096UL})
    for (unsigned bit = 0; bit < 16; ++bit) {
      const tests::Flipped flipped{persistence::segment_path(options_.directory, 0) / "data.mdb",
                                   page + transaction_at + bit / 8, bit % 8};
      EXPECT_THROW(open_journal(options_), Corrupt) << page << ' ' << bit;
    }
  EXPECT_EQ(tests::scanned(*open_journal(options_), 1), records_);
}

TEST_F(RecoveryTest, TheTailIsTheLargestBatchesAtTheEnd) {
  records_ = Chronicle{}.with_payments(66'000).records();
  const auto journal = open_journal(options_);
  EXPECT_EQ(persistence::tail_begin(*journal), ledger::Sequence{1});
  ASSERT_TRUE(append_all(*journal, records_, 10'000));
  EXPECT_EQ(persistence::tail_begin(*journal).value, records_.size() - 65'536 + 1);
}

TEST_F(RecoveryTest, ASecondEngineIsRefusedWhileTheFirstLives) {
  const auto first = open_journal(options_);
  EXPECT_THAT(refusal(), testing::EndsWith("is in use by another bursar"));
}

TEST_F(RecoveryTest, AnUnknownFormatVersionIsRefusedAndNothingChanges) {
  open_journal(options_)->close();
  const fs::path segment = persistence::segment_path(options_.directory, 0);
  {
    persistence::LmdbEnv env{segment, persistence::LmdbEnv::Mode::use, 1 << 20};
    const persistence::SegmentTables tables{env};
    const std::uint64_t later = 3;
    ASSERT_EQ(env.write([&](persistence::LmdbWrite& write) {
      write.put(tables.meta, "format", std::as_bytes(std::span{&later, 1}));
    }),
              persistence::Durability::durable);
  }
  const auto before = bytes_below(options_.directory);
  EXPECT_THAT(refusal(), testing::HasSubstr("format version 3"));
  EXPECT_EQ(bytes_below(options_.directory), before);
}

TEST_F(RecoveryTest, AFileThatIsNoJournalIsRefusedAndNothingChanges) {
  open_journal(options_)->close();
  std::ofstream{persistence::segment_path(options_.directory, 0) / "data.mdb"} << "my diary";
  const auto before = bytes_below(options_.directory);
  EXPECT_THAT(refusal(), testing::HasSubstr("not a journal that can be used"));
  EXPECT_EQ(bytes_below(options_.directory), before);
}

TEST_F(RecoveryTest, APlaceThatCannotBeADirectoryIsRefused) {
  std::ofstream{directory_.path() / "data"} << "a file";
  EXPECT_THAT(refusal(), testing::HasSubstr("cannot be used as a directory"));
}

TEST_F(RecoveryTest, AnEmptyJournalReplaysToEmptyBooks) {
  const auto journal = open_journal(options_);
  const auto replayed = replay(*journal);
  EXPECT_EQ(replayed.records, 0U);
  EXPECT_TRUE(replayed.books.last().none());
}

TEST_F(RecoveryTest, ReplayArrivesWhereFoldingDoes) {
  ASSERT_TRUE(append_all(*open_journal(options_), records_, 9));
  ledger::Books folded;
  for (const ledger::Record& record : records_) folded.apply(record);

  const auto journal = open_journal(options_);
  const persistence::Replayed replayed = replay(*journal);
  const ledger::Books& books = replayed.books;
  EXPECT_EQ(replayed.records, records_.size());
  EXPECT_EQ(books.last(), folded.last());
  EXPECT_EQ(books.last_time(), folded.last_time());
  EXPECT_EQ(books.genesis(), folded.genesis());
  ASSERT_EQ(books.accounts.size(), folded.accounts.size());
  for (std::size_t i = 0; i < books.accounts.size(); ++i) {
    EXPECT_EQ(books.accounts[i].balance(), folded.accounts[i].balance());
    EXPECT_EQ(books.accounts[i].last, folded.accounts[i].last);
  }
  ASSERT_EQ(books.wallets.size(), 2U);
  for (const auto& [account, wallet] : folded.wallets)
    EXPECT_EQ(books.wallets.at(account).state(), wallet.state());
}

TEST_F(RecoveryTest, ReplayTellsHowFarItIs) {
  records_ = Chronicle{}.with_payments(70'000).records();
  const auto journal = open_journal(options_);
  ASSERT_TRUE(append_all(*journal, records_, 10'000));
  std::vector<std::uint64_t> heard;
  replay(*journal, [&](std::uint64_t count) { heard.push_back(count); });
  EXPECT_THAT(heard, testing::ElementsAre(65'536));
}

TEST_F(RecoveryTest, ADamagedTailIsNamedByItsSequence) {
  ASSERT_TRUE(append_all(*open_journal(options_), records_, 9));
  tests::rewrite(options_.directory, [](tests::Rows& records, tests::Rows&) {
    records.rbegin()->second[20] ^= std::byte{4};
  });
  try {
    open_journal(options_);
    FAIL();
  } catch (const Corrupt& corrupt) {
    EXPECT_THAT(corrupt.what(), testing::HasSubstr("record 103 of the journal"));
  }
}

TEST_F(RecoveryTest, ACutFileIsCorrupt) {
  ASSERT_TRUE(append_all(*open_journal(options_), records_, 9));
  const fs::path file = persistence::segment_path(options_.directory, 0) / "data.mdb";
  fs::resize_file(file, fs::file_size(file) / 2);
  EXPECT_THROW(open_journal(options_), Corrupt);
}

}  // namespace
}  // namespace bursar::persistence::recovery_test
