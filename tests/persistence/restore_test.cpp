#include "persistence/restore.hpp"

#include "persistence/recovery.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/persistence/written.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::restore_test {
namespace {

using namespace bursar;
using persistence::ClosedJournal;
using persistence::restore;
using persistence::Unusable;
using tests::verdict_of;
using tests::Written;
namespace fs = std::filesystem;

class RestoreTest : public testing::Test {
 protected:
  std::uint16_t restored(const fs::path& from, const fs::path& to, std::uint16_t epoch_min = 0) {
    const ClosedJournal backup{from};
    return restore(backup, verify(backup), {.journal = to, .epoch_min = epoch_min});
  }

  const Written journal_{100};
  const fs::path to_ = journal_.place() / "data" / "journal";
};

TEST_F(RestoreTest, BringsEveryRecordBackAndRaisesTheEpoch) {
  EXPECT_EQ(restored(journal_.directory(), to_), 1);
  auto records = tests::records_of(to_);
  ASSERT_EQ(records.size(), 104U);
  const ledger::Record last = records.back();
  records.pop_back();
  EXPECT_EQ(records, journal_.records());
  EXPECT_EQ(last.epoch, 1);
  EXPECT_EQ(last.time, records.back().time) << "the wall clock is for the start to judge";
  EXPECT_EQ(last.fact, ledger::Fact{ledger::Recovered{.verified_from = {1}}});
  const auto verdict = verdict_of(to_);
  EXPECT_FALSE(verdict.fault);
  EXPECT_EQ(verdict.epoch, 1);
}

TEST_F(RestoreTest, AnEngineGoesOnFromThere) {
  restored(journal_.directory(), to_);
  const auto opened = persistence::open_journal({.directory = to_, .fill_ahead_bytes = 0});
  EXPECT_FALSE(opened->unclean());
  const auto replayed = persistence::replay(*opened);
  EXPECT_EQ(replayed.books.epoch(), 1);
  EXPECT_EQ(replayed.books.last().value, 104U);
}

TEST_F(RestoreTest, EveryRestoreRaisesItAgain) {
  restored(journal_.directory(), to_);
  const fs::path again = journal_.place() / "again";
  EXPECT_EQ(restored(to_, again), 2);
  EXPECT_EQ(restored(again, journal_.place() / "third", 7), 7);
  EXPECT_EQ(restored(journal_.place() / "third", journal_.place() / "fourth", 3), 8);
}

TEST_F(RestoreTest, AnEpochThatNoIdCanTellIsRefused) {
  EXPECT_EQ(restored(journal_.directory(), to_, 4'095), 4'095);
  EXPECT_THROW(restored(to_, journal_.place() / "again"), Unusable);
  EXPECT_THROW(restored(journal_.directory(), journal_.place() / "again", 4'096), Unusable);
  EXPECT_FALSE(fs::exists(journal_.place() / "again"));
}

TEST_F(RestoreTest, WhatIsThereIsNotOverwritten) {
  restored(journal_.directory(), to_);
  EXPECT_THROW(restored(journal_.directory(), to_), Unusable);
  EXPECT_EQ(tests::records_of(to_).size(), 104U);
}

TEST_F(RestoreTest, OneThatWasKilledIsBegunAgain) {
  fs::create_directories(to_.parent_path());
  EXPECT_TRUE(tests::in_a_child([&] {
    persistence::UnfinishedDirectory unfinished{to_};
    persistence::copy_journal(ClosedJournal{journal_.directory()}, unfinished.path());
    ::_exit(0);
    return true;
  }));
  EXPECT_TRUE(fs::exists(to_.parent_path() / "journal.partial"));
  EXPECT_EQ(restored(journal_.directory(), to_), 1);
  EXPECT_FALSE(fs::exists(to_.parent_path() / "journal.partial"));
}

// The wall clock may be behind what the backup has seen.
TEST_F(RestoreTest, TimeDoesNotGoBack) {
  const ClosedJournal backup{journal_.directory()};
  restore(backup, verify(backup), {.journal = to_});
  EXPECT_EQ(tests::records_of(to_).back().time, journal_.records().back().time);
}

}  // namespace
}  // namespace bursar::persistence::restore_test
