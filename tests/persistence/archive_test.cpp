// Moving the oldest segments away: what may go, and that everything a journal is asked goes on from
// the checkpoint.

#include "persistence/archive.hpp"

#include "crypto/hash.hpp"
#include "ledger/books_difference.hpp"
#include "ledger/dispute_deeds.hpp"
#include "ledger/payout_deeds.hpp"
#include "persistence/archived_mark.hpp"
#include "persistence/restore.hpp"
#include "persistence/resume.hpp"
#include "persistence/segment_list.hpp"
#include "tests/persistence/archive_world.hpp"
#include "tests/persistence/random_history.hpp"
#include "tests/support/temporary_directory.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::archive_test {
namespace {

using namespace bursar;
using namespace bursar::persistence;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::ThrowsMessage;
using tests::TemporaryDirectory;
namespace fs = std::filesystem;

using ArchiveTest = tests::ArchiveWorld;

// 23 records: three and four on the first day, four on each of the four days behind it.
TEST_F(ArchiveTest, WhatIsOldAndClosedIsMoved) {
  const Archived moved = archive(options_);
  EXPECT_THAT(moved.segments, ElementsAre(0));
  EXPECT_EQ(moved.first.value, 11U);
  EXPECT_EQ(moved.checkpointed.value, 24U);
  EXPECT_THAT(moved.stays, HasSubstr("segment-000001 stays: its last record is of 2026-11-29T"));
  EXPECT_FALSE(fs::exists(segment(0)));
  EXPECT_TRUE(fs::exists(segment_path(options_.target, 0) / "data.mdb"));
  EXPECT_EQ(fs::status(options_.target).permissions(), fs::perms::owner_all);
  take_over();
  EXPECT_EQ(std::get<ledger::Checkpointed>(world_.records.back().fact).through.value, 10U);
  expect_whole();
}

TEST_F(ArchiveTest, WhatAnswersForIdempotencyKeysStays) {
  options_.keep_ms = 5 * ledger::day_ms;
  const Archived moved = archive(options_);
  EXPECT_THAT(moved.segments, IsEmpty());
  EXPECT_THAT(moved.stays, HasSubstr("segment-000000 stays: its last record is of 2026-11-26T"));
  EXPECT_THAT(moved.stays, HasSubstr("less than 5 days before"));
  EXPECT_FALSE(fs::exists(options_.target)) << "nothing was made either";
  EXPECT_EQ(verify(ClosedJournal{directory()}).records, world_.records.size());
}

TEST_F(ArchiveTest, TheNewestSegmentStaysHoweverOld) {
  options_.keep_ms = 0;
  const Archived moved = archive(options_);
  EXPECT_THAT(moved.segments, ElementsAre(0, 1));
  EXPECT_THAT(moved.stays, HasSubstr("segment-000002 stays: it is the newest"));
  take_over();
  expect_whole();
}

// Whoever settles it is asked by that record.
TEST_F(ArchiveTest, WhatAnOpenPayoutIsToldByStays) {
  const auto ask = [&] {
    world_.commit(world_.wallet(6)
                      .decide(ledger::PayOut{.pay = {.payer = tests::address_of(6),
                                                     .payee_external = "dest_1",
                                                     .amount = tests::amount(300),
                                                     .salt = 7},
                                             .destination = {.masked = "{}", .sealed = {1}}},
                              world_.terms, world_.now, world_.policy(6))
                      .value());
    return world_.books.last();
  };
  days(2, 4);
  const ledger::Sequence payout = ask();
  days(3, 4);
  write();
  options_.keep_ms = 0;
  const Archived moved = archive(options_);
  EXPECT_EQ(moved.first.value, (payout.value - 1) / 10 * 10 + 1);
  EXPECT_THAT(moved.stays, HasSubstr("stays: its record " + std::to_string(payout.value) +
                                     " asks for a payout"));
  take_over();
  expect_whole();
  EXPECT_THAT(archive(options_).segments, IsEmpty());
  const ledger::ActOnPayout cancel{
      .payout = payout,
      .asked = std::get<ledger::PayoutAsked>(world_.records[payout.value - 1].fact)};
  world_.commit(ledger::decide(world_.wallet(6).state(), cancel, world_.now).value().value());
  days(4, 4);
  write();
  EXPECT_THAT(archive(options_).segments, testing::Not(IsEmpty()));
  take_over();
  expect_whole();
}

/// Of a payment, the deeds on its dispute.
class ArchiveDisputesTest : public ArchiveTest {
 protected:
  ledger::Sequence pay() {
    world_.commit(world_
                      .decide(6, {.payer = tests::address_of(6),
                                  .payee = tests::address_of(13),
                                  .amount = tests::amount(400)})
                      .value());
    return world_.books.last();
  }
  void act(ledger::Sequence payment, ledger::DisputeEvent event) {
    world_.commit(
        world_.wallet(13).decide(world_.act_on(payment, event), world_.terms, world_.now).value());
  }
};

TEST_F(ArchiveDisputesTest, ThePaymentOfAnOpenDisputeStays) {
  days(2, 4);
  const ledger::Sequence disputed = pay();
  const ledger::Sequence later = pay();
  act(disputed, ledger::DisputeEvent::open);
  act(later, ledger::DisputeEvent::open);
  act(later, ledger::DisputeEvent::withdraw);
  act(disputed, ledger::DisputeEvent::review);
  days(4, 6);
  write();
  const Archived moved = archive(options_);
  EXPECT_EQ(moved.first.value, (disputed.value - 1) / 10 * 10 + 1);
  EXPECT_THAT(moved.stays, HasSubstr("stays: its record " + std::to_string(disputed.value) +
                                     " is a payment whose dispute is open"));
  take_over();
  expect_whole();
  EXPECT_THAT(archive(options_).segments, IsEmpty());
  act(disputed, ledger::DisputeEvent::deny);
  days(1, 4);
  write();
  EXPECT_THAT(archive(options_).segments, testing::Not(IsEmpty()));
  take_over();
  expect_whole();
}

// Where the records end that might go nobody knows of it.
TEST_F(ArchiveDisputesTest, ItStaysWhereItIsDisputedInWhatStays) {
  const ledger::Sequence disputed = pay();
  days(4, 6);
  act(disputed, ledger::DisputeEvent::open);
  write();
  EXPECT_EQ(archive(options_).first.value, (disputed.value - 1) / 10 * 10 + 1);
  take_over();
  expect_whole();
}

TEST_F(ArchiveDisputesTest, AWarningSaysThatWhatMayGoMayBeDisputed) {
  options_.disputable_ms = 30 * ledger::day_ms;
  EXPECT_THAT(archive(options_).undisputable,
              HasSubstr("disputed for 30 days (disputes.window_days), but records older than 2"));
  options_.keep_ms = options_.disputable_ms;
  EXPECT_THAT(archive(options_).undisputable, IsEmpty());
}

TEST_F(ArchiveTest, AgainAndAgainEachCheckpointGoesOnFromTheOneBefore) {
  for (int round = 0; round < 4; ++round) {
    SCOPED_TRACE(round);
    archive(options_);
    take_over();
    expect_whole();
    EXPECT_EQ(checkpoint_numbers(directory()).size(), 1U);
    days(4, 6);
    write();
  }
  EXPECT_GT(read_archived_mark(directory())->segment, 6U);
  EXPECT_GE(checkpoint_numbers(options_.target).size(), 3U) << "the older ones go along";
  EXPECT_THAT(archive(options_).segments, testing::Not(IsEmpty()));
  EXPECT_THAT(archive(options_).segments, IsEmpty()) << "and then there is nothing left to do";
}

TEST_F(ArchiveTest, WithoutViewsOrWithTheEngineGoesOn) {
  ResumeOptions resuming{
      .views = {.directory = place_.path() / "views", .map_size_bytes = std::uint64_t{1} << 26}};
  std::vector<std::string> why;
  resuming.remaking = [&](const std::string& reason) { why.push_back(reason); };
  const auto old_views = place_.path() / "old";
  {
    const auto journal = open_journal(options_.journal);
    resume(*journal, resuming);
    journal->close();
  }
  fs::copy(resuming.views.directory, old_views);
  archive(options_);
  take_over();
  days(2, 4);
  write();
  const auto journal = open_journal(options_.journal);
  const auto expect_resumed = [&](std::uint64_t records) {
    const Resumed resumed = resume(*journal, resuming);
    EXPECT_FALSE(ledger::difference(resumed.views->books(), world_.books));
    EXPECT_EQ(resumed.records, records);
  };
  expect_resumed(9);  // the checkpoint's record and the new ones, to views that had seen the others
  fs::remove_all(resuming.views.directory);
  expect_resumed(world_.records.size() - 10);
  EXPECT_THAT(why, ElementsAre("are missing", "are missing"));
}

TEST_F(ArchiveTest, ViewsThatAreOlderThanWhatIsKeptAreMadeAnew) {
  options_.keep_ms = 0;
  ResumeOptions resuming{
      .views = {.directory = place_.path() / "views", .map_size_bytes = std::uint64_t{1} << 26}};
  std::vector<std::string> why;
  resuming.remaking = [&](const std::string& reason) { why.push_back(reason); };
  Replayed early;
  for (std::size_t i = 0; i < 7; ++i) early.apply(world_.records[i]);
  make_views(resuming.views, early, *open_journal(options_.journal));
  archive(options_);
  take_over();
  const auto views = read_views(resuming.views.directory);
  ASSERT_TRUE(views);
  EXPECT_FALSE(verify(ClosedJournal{directory()}, {}, &*views).fault) << "which is no fault";
  const auto journal = open_journal(options_.journal);
  EXPECT_FALSE(ledger::difference(resume(*journal, resuming).views->books(), world_.books));
  EXPECT_THAT(why, ElementsAre("are older than what is kept of the journal"));
}

TEST_F(ArchiveTest, ABackupHoldsTheCheckpointAndIsRestored) {
  archive(options_);
  take_over();
  const fs::path backup = place_.path() / "backup";
  {
    Backup made{backup};
    copy_journal(ClosedJournal{directory()}, made.journal());
    made.complete(world_.now);
  }
  const ClosedJournal copy{backup / "journal"};
  const Verdict verdict = verify_backup(copy, read_manifest(backup));
  EXPECT_EQ(verdict.first.value, 11U);
  restore(copy, verdict, {.journal = place_.path() / "restored"});
  const auto opened = open_journal({.directory = place_.path() / "restored"});
  const Replayed replayed = replay(*opened);
  EXPECT_EQ(replayed.books.epoch(), 1);
  EXPECT_EQ(replayed.books.accounts, world_.books.accounts);
  EXPECT_EQ(opened->record(opened->last_sequence())->fact,
            ledger::Fact{ledger::Recovered{.verified_from = {11}}});
}

TEST_F(ArchiveTest, BroughtBackTheJournalIsWholeAgain) {
  options_.keep_ms = 0;
  archive(options_);
  take_over();
  for (const std::uint64_t number : {0U, 1U})
    fs::copy(segment_path(options_.target, number), segment(number));
  expect_whole();  // what is older than the mark is not looked at
  fs::remove(directory() / "archived");
  EXPECT_EQ(verify(ClosedJournal{directory()}).records, world_.records.size());
  expect_whole();
  EXPECT_THAT(archive(options_).segments, ElementsAre(0, 1)) << "and it may go once more";
  expect_whole();
}

TEST_F(ArchiveTest, TheJournalIsNoPlaceForIt) {
  fs::create_directory_symlink(directory(), place_.path() / "elsewhere");
  for (const fs::path& target : {directory() / "cold", place_.path() / "elsewhere"}) {
    options_.target = target;
    EXPECT_THAT([&] { archive(options_); }, ThrowsMessage<Unusable>(HasSubstr("lies in")));
    EXPECT_TRUE(fs::exists(segment(0)));
  }
}

TEST_F(ArchiveTest, AnEngineThatRunsIsNotDisturbed) {
  const auto engine = open_journal(options_.journal);
  EXPECT_THAT([&] { archive(options_); }, ThrowsMessage<Unusable>(HasSubstr("is in use")));
  EXPECT_EQ(engine->first_sequence().value, 1U);
}

TEST_F(ArchiveTest, AfterAnUncleanEndTheJournalSaysSo) {
  world_.fund(6, tests::amount("1.00"));
  go_on(*open_journal(options_.journal));  // never closed
  archive(options_);
  take_over();
  const auto& records = world_.records;
  EXPECT_TRUE(std::holds_alternative<ledger::Recovered>(records[records.size() - 2].fact));
  EXPECT_TRUE(std::holds_alternative<ledger::Checkpointed>(records.back().fact));
  expect_whole();
}

RC_GTEST_PROP(ArchivePropertyTest, FromACheckpointTheBooksAreThoseOfTheWholeJournal, ()) {
  crypto::start();
  const TemporaryDirectory place{TemporaryDirectory::quick_place()};
  tests::RandomHistory history;
  history.go_on(*rc::gen::inRange<std::size_t>(20, 80));
  const ArchiveOptions options{
      .journal = {.directory = place.path() / "journal",
                  .map_size_bytes = std::uint64_t{1} << 20,
                  .fill_ahead_bytes = 0,
                  .segment_records = *rc::gen::inRange<std::uint64_t>(3, 15)},
      .target = place.path() / "cold",
      .keep_ms = *rc::gen::inRange<std::int64_t>(0, 4) * ledger::day_ms};
  {
    const auto journal = open_journal(options.journal);
    RC_ASSERT(tests::append_all(*journal, history.records, *rc::gen::inRange<std::size_t>(1, 9)));
    journal->close();
  }
  const Archived moved = archive(options);
  const auto journal = open_journal(options.journal);
  RC_ASSERT(journal->first_sequence() == moved.first);
  if (!moved.segments.empty())
    history.books.apply(journal->record(journal->last_sequence()).value());
  RC_ASSERT(!ledger::difference(replay(*journal).books, history.books));
}

}  // namespace
}  // namespace bursar::persistence::archive_test
