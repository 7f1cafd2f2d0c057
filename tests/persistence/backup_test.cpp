#include "persistence/backup.hpp"

#include "persistence/lmdb_env.hpp"
#include "persistence/segment_list.hpp"
#include "tests/persistence/flipped.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/persistence/rewritten.hpp"
#include "tests/persistence/written.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::backup_test {
namespace {

using namespace bursar;
using persistence::Backup;
using persistence::ClosedJournal;
using persistence::Corrupt;
using persistence::Manifest;
using persistence::Unusable;
using persistence::verify_backup;
using tests::Chronicle;
using tests::verdict_of;
using tests::Written;
namespace fs = std::filesystem;

constexpr ledger::Time noon{1'795'608'000'000};

Manifest back_up(const fs::path& journal, const fs::path& to) {
  const ClosedJournal from{journal};
  Backup backup{to};
  persistence::copy_journal(from, backup.journal());
  return backup.complete(noon);
}

TEST(BackupTest, IsAVerifiedCopyAndSaysWhatItIs) {
  const Written journal{500};
  const fs::path to = journal.place() / "backup";
  const Manifest made = back_up(journal.directory(), to);
  const auto verdict = verdict_of(journal.directory());
  EXPECT_EQ(made, (Manifest{.format = persistence::format_version,
                            .epoch = 0,
                            .last = {503},
                            .chain_hash = verdict.last.hash,
                            .made_at = "2026-11-25T12:00:00.000Z"}));
  EXPECT_EQ(persistence::read_manifest(to), made);
  EXPECT_EQ(tests::records_of(to / "journal"), journal.records());
  EXPECT_EQ(verify_backup(ClosedJournal{to / "journal"}, made).records, 503U);
}

TEST(BackupTest, IsCompact) {
  const Written journal{std::vector<ledger::Record>{}};
  {
    auto options = journal.options();
    options.fill_ahead_bytes = 8 << 20;
    const auto opened = persistence::open_journal(options);
    ASSERT_TRUE(tests::append_all(*opened, Chronicle{}.with_payments(20).records(), 1));
  }
  const fs::path to = journal.place() / "backup";
  back_up(journal.directory(), to);
  EXPECT_GT(fs::file_size(journal.file()), 8U << 20U);
  EXPECT_LT(fs::file_size(persistence::segment_path(to / "journal", 0) / "data.mdb"), 1U << 16U);
}

TEST(BackupTest, TellsHowFarTheCopyIs) {
  const Written journal{2'000};
  std::uint64_t heard = 0;
  const ClosedJournal from{journal.directory()};
  Backup backup{journal.place() / "backup"};
  std::atomic<std::uint64_t> whole = 0;
  persistence::copy_journal(from, backup.journal(), [&](std::uint64_t done, std::uint64_t of) {
    EXPECT_LE(done, of);
    whole = of;
  });
  backup.complete(noon, [&](std::uint64_t done, std::uint64_t) { heard = done; });
  EXPECT_EQ(heard, 2'003U);
}

TEST(BackupTest, WhatLiesBesideTheSegmentsIsCopied) {
  const Written journal{5};
  std::ofstream{journal.directory() / "checkpoint-000000"} << "balances";
  std::ofstream{journal.directory() / "checkpoint-000001.new"} << "half";
  back_up(journal.directory(), journal.place() / "backup");
  EXPECT_TRUE(fs::exists(journal.place() / "backup" / "journal" / "checkpoint-000000"));
  EXPECT_FALSE(fs::exists(journal.place() / "backup" / "journal" / "checkpoint-000001.new"));
}

TEST(BackupTest, OfSeveralSegmentsIsOneJournal) {
  const Written journal{50};
  const auto end = ClosedJournal{journal.directory()}.last();
  persistence::make_segment(persistence::segment_path(journal.directory(), 1),
                            {.segment = 1, .first = end.last.value + 1, .previous = end.hash},
                            1 << 20);
  back_up(journal.directory(), journal.place() / "backup");
  EXPECT_EQ(tests::records_of(journal.place() / "backup" / "journal"), journal.records());
  EXPECT_TRUE(fs::exists(persistence::segment_path(journal.place() / "backup" / "journal", 1)));
}

TEST(BackupTest, OfAJournalWhoseRecordsAreWrongThereIsNone) {
  auto records = Chronicle{}.with_payments(20).records();
  records[10].entries[0].balance_after = {};
  const Written journal{records};
  EXPECT_THROW(back_up(journal.directory(), journal.place() / "backup"), Corrupt);
  EXPECT_FALSE(fs::exists(journal.place() / "backup"));
  EXPECT_FALSE(fs::exists(journal.place() / "backup.partial"));
}

TEST(BackupTest, ADiskThatIsFullLeavesNone) {
  const Written journal{2'000};
  EXPECT_TRUE(tests::in_a_child([&] {
    tests::limit_file_size(300'000);
    try {
      back_up(journal.directory(), journal.place() / "backup");
      return false;
    } catch (const persistence::Broke&) {
      return !fs::exists(journal.place() / "backup.partial");
    }
  }));
  EXPECT_FALSE(fs::exists(journal.place() / "backup"));
}

TEST(BackupTest, IsNotTakenForAnother) {
  const Written journal{50};
  Manifest made = back_up(journal.directory(), journal.place() / "backup");
  ++made.epoch;
  EXPECT_THROW(verify_backup(ClosedJournal{journal.place() / "backup" / "journal"}, made), Corrupt);
  --made.epoch;
  tests::rewrite(journal.place() / "backup" / "journal", [](tests::Rows& records, auto& batches) {
    const auto first = batches.rbegin()->first - 8;  // a journal too, one batch shorter
    batches.erase(batches.rbegin()->first);
    records.erase(records.find(first), records.end());
  });
  EXPECT_THROW(verify_backup(ClosedJournal{journal.place() / "backup" / "journal"}, made), Corrupt);
}

TEST(BackupTest, WhoeverHearsOfItsProgressMayGiveItUp) {
  const Written journal{2'000};
  const auto give_up = [](std::uint64_t, std::uint64_t) { throw std::runtime_error{"given up"}; };
  const ClosedJournal from{journal.directory()};
  for (int stage = 0; stage < 3; ++stage) {
    EXPECT_THROW(
        {
          Backup backup{journal.place() / "backup"};
          persistence::copy_journal(from, backup.journal(),
                                    stage == 0 ? give_up : persistence::Progressed{});
          backup.complete(noon, stage == 1 ? give_up : persistence::Progressed{},
                          stage == 2 ? give_up : persistence::Progressed{});
        },
        std::runtime_error)
        << stage;
    EXPECT_FALSE(fs::exists(journal.place() / "backup")) << stage;
    EXPECT_FALSE(fs::exists(journal.place() / "backup.partial")) << stage;
  }
}

TEST(BackupTest, BelongsOutsideOfWhatIsBackedUp) {
  const Written journal{5};
  const fs::path data = journal.directory();
  fs::create_directory_symlink(data, journal.place() / "elsewhere");
  for (const fs::path& inside :
       {data, data / "", data / "backup", data / "not" / "there", data / ".." / "journal" / "copy",
        journal.place() / "elsewhere" / "copy"})
    EXPECT_THROW(persistence::require_outside(inside, data), Unusable) << inside;
  for (const fs::path& outside :
       {journal.place(), journal.place() / "journal-2", data / ".." / "copy", fs::path{"/"}})
    EXPECT_NO_THROW(persistence::require_outside(outside, data)) << outside;
}

class OpenJournalTest : public testing::Test {
 protected:
  OpenJournalTest() { crypto::start(); }

  void append_until(std::size_t end, std::size_t batch = 5) {
    const std::vector<ledger::Record> part(records_.begin(),
                                           records_.begin() + static_cast<std::ptrdiff_t>(end));
    EXPECT_TRUE(tests::append_all(*journal_, part, batch));
  }

  /// The backup's records must be the journal's first ones.
  std::size_t backed_up(const persistence::Progressed& progress = {}) {
    const fs::path to = directory_.path() / ("backup-" + std::to_string(++backups_));
    Backup backup{to};
    persistence::copy_journal(*journal_, backup.journal(), progress);
    const Manifest made = backup.complete(noon);
    const auto copied = tests::records_of(to / "journal");
    EXPECT_LE(copied.size(), records_.size());
    EXPECT_TRUE(std::equal(copied.begin(), copied.end(), records_.begin()));
    EXPECT_EQ(made.last.value, copied.size());
    EXPECT_EQ(verify_backup(ClosedJournal{to / "journal"}, made).records, copied.size());
    return copied.size();
  }
  fs::path newest_backup() const {
    return directory_.path() / ("backup-" + std::to_string(backups_)) / "journal";
  }

  tests::TemporaryDirectory directory_{tests::TemporaryDirectory::quick_place()};
  std::vector<ledger::Record> records_ = Chronicle{}.with_payments(3'000).records();
  std::unique_ptr<persistence::Journal> journal_ = persistence::open_journal(
      {.directory = directory_.path() / "journal", .fill_ahead_bytes = 0, .segment_records = 10});
  int backups_ = 0;
};

TEST_F(OpenJournalTest, IsBackedUpAsItStands) {
  append_until(4);
  EXPECT_EQ(backed_up(), 4U);
  append_until(44);
  EXPECT_EQ(backed_up(), 44U);
  EXPECT_EQ(persistence::segment_numbers(newest_backup()).size(), 4U);
}

// LMDB would follow a damaged page out of its map, and the engine would be gone.
TEST_F(OpenJournalTest, DamagedPagesOfAClosedSegmentAreRefused) {
  constexpr std::uint64_t page_bytes = 4'096;
  append_until(44);
  const fs::path file = persistence::segment_path(directory_.path() / "journal", 1) / "data.mdb";
  int refused = 0;
  for (std::uint64_t page = 2; page < fs::file_size(file) / page_bytes; ++page)
    for (const std::uint64_t byte : {0U, 10U, 12U, 14U, 15U, 17U}) {
      SCOPED_TRACE(testing::Message() << "page " << page << ", byte " << byte);
      const tests::Flipped flipped{file, page * page_bytes + byte, 4};
      try {
        backed_up();
      } catch (const Corrupt&) {
        ++refused;
      }
    }
  EXPECT_GT(refused, 20);
  EXPECT_EQ(backed_up(), 44U);
  fs::resize_file(file, fs::file_size(file) / 2);
  EXPECT_THROW(backed_up(), Corrupt);
}

// The last of the segments that were there is full and closed before its turn comes.
TEST_F(OpenJournalTest, WhatIsClosedWhileItIsBackedUpEndsTheBackup) {
  append_until(15);
  bool appended = false;
  const std::size_t copied = backed_up([&](std::uint64_t, std::uint64_t) {
    if (!std::exchange(appended, true)) append_until(100);
  });
  EXPECT_EQ(copied, 20U);
  EXPECT_EQ(persistence::segment_numbers(newest_backup()).size(), 2U);
  EXPECT_FALSE(fs::exists(persistence::segment_path(newest_backup(), 1) / "lock.mdb"));
  const auto restored =
      persistence::open_journal({.directory = newest_backup(), .fill_ahead_bytes = 0});
  EXPECT_TRUE(tests::append_all(*restored, records_, 500)) << "it may be gone on with";
}

TEST_F(OpenJournalTest, IsWholeWhateverIsAppendedMeanwhile) {
  append_until(30);
  std::atomic<std::size_t> durable = 30;
  std::jthread appending{[&](const std::stop_token& stop) {
    while (!stop.stop_requested() && durable < records_.size()) {
      const std::size_t end = std::min<std::size_t>(durable + 7, records_.size());
      append_until(end, 7);
      durable = end;
    }
  }};
  for (int i = 0; i < 8; ++i) {
    const std::size_t before = durable;
    EXPECT_GE(backed_up(), before);
  }
}

// An environment is copied by one thread while another appends.
TEST(BackupTest, MayBeTakenWhileOthersAppend) {
  const Written journal{std::vector<ledger::Record>{}};
  persistence::LmdbEnv env{journal.file().parent_path(), persistence::LmdbEnv::Mode::use, 1 << 30};
  const persistence::SegmentTables tables{env};
  const std::vector<std::byte> row(300, std::byte{1});
  std::atomic<std::uint64_t> appended = 0;
  std::atomic<bool> done = false;
  std::jthread appending{[&] {
    while (!done) {
      const std::uint64_t from = appended;
      const auto outcome = env.write([&](persistence::LmdbWrite& write) {
        for (std::uint64_t key = from + 1; key <= from + 100; ++key)
          write.append(tables.records, key, row);
      });
      if (outcome != persistence::Durability::durable) return;
      appended = from + 100;
    }
  }};
  for (int copy = 0; copy < 10; ++copy) {
    const std::uint64_t before = appended;
    const fs::path to = journal.place() / std::to_string(copy);
    persistence::copy_segment(env, to);
    const std::uint64_t after = appended + 100;
    persistence::check_pages(to / "data.mdb");
    persistence::LmdbEnv copied{to, persistence::LmdbEnv::Mode::look, 1 << 20};
    const persistence::SegmentTables copied_tables{copied};
    const persistence::LmdbRead read{copied};
    persistence::LmdbRows rows{read, copied_tables.records, 0};
    std::uint64_t count = 0;
    while (rows.next()) ++count;
    EXPECT_EQ(count % 100, 0U);  // whole batches
    EXPECT_GE(count, before);
    EXPECT_LE(count, after);
  }
  done = true;
}

}  // namespace
}  // namespace bursar::persistence::backup_test
