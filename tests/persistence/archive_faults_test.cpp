// Archiving on a disk that is full, damaged or left by a crash: nothing is lost wherever it ends on
// the way, and what is not whole is named with its remedy.

#include "persistence/archive.hpp"
#include "persistence/archived_mark.hpp"
#include "persistence/recovery.hpp"
#include "persistence/segment_list.hpp"
#include "tests/persistence/archive_world.hpp"
#include "tests/persistence/flipped.hpp"
#include "tests/persistence/in_a_child.hpp"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace bursar::persistence::archive_faults_test {
namespace {

using namespace bursar;
using namespace bursar::persistence;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;
namespace fs = std::filesystem;

using ArchiveFaultsTest = tests::ArchiveWorld;

TEST_F(ArchiveFaultsTest, ACheckpointThatIsMissingOrAnotherIsRefusedWithTheRemedy) {
  archive(options_);
  const fs::path file = checkpoint_path(directory(), 0);
  const auto remedy = HasSubstr("bring back the archived segments up to segment-000000 and remove");
  {
    const tests::Flipped flipped{file, fs::file_size(file) / 2, 3};
    EXPECT_THAT([&] { verify(ClosedJournal{directory()}); }, ThrowsMessage<Corrupt>(remedy));
    EXPECT_THAT([&] { replay(*open_copy()); }, ThrowsMessage<Corrupt>(remedy));
    options_.keep_ms = 0;
    EXPECT_THROW(archive(options_), Corrupt) << "nor does another one go on from it";
  }
  fs::rename(file, place_.path() / "elsewhere");
  EXPECT_THAT([&] { verify(ClosedJournal{directory()}); }, ThrowsMessage<Unusable>(remedy));
  EXPECT_THAT([&] { replay(*open_copy()); }, ThrowsMessage<Unusable>(remedy));
  fs::rename(place_.path() / "elsewhere", file);
  write_archived_mark(directory(), {.segment = 1, .sequence = 11, .checkpointed = {13}});
  EXPECT_THAT([&] { verify(ClosedJournal{directory()}); },
              ThrowsMessage<Corrupt>(HasSubstr("record 13 of the journal is not about what was")));
}

TEST_F(ArchiveFaultsTest, WhatIsWrongDoesNotGo) {
  days(3, 4);
  world_.records[25].entries[0].balance_after = tests::money(1);
  write();
  options_.keep_ms = 0;
  EXPECT_THAT([&] { archive(options_); },
              ThrowsMessage<Corrupt>(HasSubstr("record 26 of the journal says that account")));
  EXPECT_TRUE(fs::exists(segment(0)));
  EXPECT_FALSE(fs::exists(options_.target));
  EXPECT_THAT(checkpoint_numbers(directory()), IsEmpty());
}

TEST_F(ArchiveFaultsTest, ACopyThatIsNotWholeKeepsTheSegment) {
  archive(options_);
  take_over();
  fs::copy(segment_path(options_.target, 0), segment(0));  // as a crash before removing leaves it
  const fs::path file = segment_path(options_.target, 0) / "data.mdb";
  std::string content(fs::file_size(file), ' ');
  std::ifstream{file, std::ios::binary}.read(content.data(),
                                             static_cast<std::streamsize>(content.size()));
  const std::uint64_t row = content.find('O');  // some byte of a record
  {
    const tests::Flipped flipped{file, row, 0};
    EXPECT_THAT([&] { archive(options_); },
                ThrowsMessage<Corrupt>(HasSubstr("is not a whole copy")));
  }
  EXPECT_TRUE(fs::exists(segment(0)));
  fs::remove_all(segment_path(options_.target, 0));
  EXPECT_THAT(archive(options_).segments, ElementsAre(0));
  EXPECT_TRUE(fs::exists(file));
  EXPECT_FALSE(fs::exists(segment(0)));
}

TEST_F(ArchiveFaultsTest, AnotherSegmentIsNotTakenForTheCopy) {
  fs::create_directories(options_.target);
  fs::copy(segment(1), segment_path(options_.target, 0));
  EXPECT_THAT([&] { archive(options_); },
              ThrowsMessage<Unusable>(HasSubstr("is of another journal")));
  EXPECT_TRUE(fs::exists(segment(0)));
}

TEST_F(ArchiveFaultsTest, TheOriginalByAnotherNameIsNoCopy) {
  const auto expect_refused = [&] {
    EXPECT_THAT([&] { archive(options_); }, ThrowsMessage<Unusable>(HasSubstr("is no copy")));
    EXPECT_TRUE(fs::exists(segment(0) / "data.mdb"));
    fs::remove_all(segment_path(options_.target, 0));
  };
  fs::create_directories(options_.target);
  fs::create_directory_symlink(segment(0), segment_path(options_.target, 0));
  expect_refused();
  fs::create_directory(segment_path(options_.target, 0));
  fs::create_symlink(segment(0) / "data.mdb", segment_path(options_.target, 0) / "data.mdb");
  expect_refused();
}

TEST_F(ArchiveFaultsTest, WhatACrashHasLeftIsClearedAway) {
  options_.keep_ms = 0;
  archive(options_);
  take_over();
  write_checkpoint(directory(), {.segment = 0});
  fs::create_directory(directory() / "segment-000001.gone");
  options_.target = place_.path() / "another";
  EXPECT_THAT(archive(options_).segments, IsEmpty());
  EXPECT_THAT(checkpoint_numbers(directory()), ElementsAre(1));
  EXPECT_FALSE(fs::exists(directory() / "segment-000001.gone"));
  EXPECT_FALSE(fs::exists(options_.target)) << "nothing was moved there";
  expect_whole();
}

TEST_F(ArchiveFaultsTest, KilledBeforeAnyStepItIsDoneAgain) {
  options_.keep_ms = 0;
  std::size_t steps = 0;
  archive(options_, {.begins = [&](ArchiveStep) { ++steps; }});
  ASSERT_EQ(steps, 5U + 2 * 3 + 1);
  for (std::size_t end = 0; end < steps; ++end) {
    SCOPED_TRACE(end);
    fs::remove_all(directory());
    fs::remove_all(options_.target);
    written_ = 0;
    while (std::holds_alternative<ledger::Checkpointed>(world_.records.back().fact) ||
           std::holds_alternative<ledger::Recovered>(world_.records.back().fact))
      world_.records.pop_back();
    world_.books = {};
    for (const ledger::Record& record : world_.records) world_.books.apply(record);
    write();
    std::size_t left = end;
    ASSERT_FALSE(tests::in_a_child([&] {
      archive(options_, {.begins = [&](ArchiveStep) {
                if (left-- == 0) ::_exit(1);
              }});
      return true;
    }));
    take_over();
    expect_whole();  // an engine may start at any of them
    archive(options_);
    take_over();
    expect_whole();
    EXPECT_THAT(segment_numbers(directory()), ElementsAre(2));
    EXPECT_THAT(segment_numbers(options_.target), ElementsAre(0, 1));
    EXPECT_THAT(checkpoint_numbers(directory()), ElementsAre(1));
    for (const auto& entry : fs::directory_iterator{directory()})
      EXPECT_NE(entry.path().extension(), ".gone") << entry.path();
  }
}

TEST_F(ArchiveFaultsTest, ADiskThatIsFullKeepsEverything) {
  EXPECT_TRUE(tests::in_a_child([&] {
    tests::limit_file_size(2'000);
    try {
      archive(options_);
      return false;
    } catch (const Broke&) {
      return true;
    }
  }));
  EXPECT_TRUE(fs::exists(segment(0)));
  EXPECT_THAT(archive(options_).segments, ElementsAre(0));
  take_over();
  expect_whole();
}

}  // namespace
}  // namespace bursar::persistence::archive_faults_test
