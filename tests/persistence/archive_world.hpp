#pragma once

// A world whose journal is closed every ten records, and what archiving leaves of it.

#include "crypto/hash.hpp"
#include "ledger/books_difference.hpp"
#include "persistence/archive.hpp"
#include "persistence/segment_list.hpp"
#include "persistence/verify.hpp"
#include "tests/ledger/two_organizations.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/support/amounts.hpp"
#include "tests/support/temporary_directory.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>

#include <gtest/gtest.h>

namespace bursar::tests {

class ArchiveWorld : public testing::Test {
 protected:
  ArchiveWorld() {
    crypto::start();
    days(5, 4);
    write();
  }

  /// So many fundings a day; the first three records are there before.
  void days(int count, int fundings) {
    for (; count > 0; --count) {
      for (int i = 0; i < fundings; ++i) world_.fund(6, amount("1.00"));
      world_.now.milliseconds += ledger::day_ms;
    }
  }
  /// What the world has done goes into the journal.
  void write() {
    const auto journal = persistence::open_journal(options_.journal);
    go_on(*journal);
    journal->close();
  }
  /// Records of the journal's own stand between those of the world.
  void go_on(persistence::Journal& journal) {
    for (; written_ < world_.records.size(); ++written_)
      ASSERT_EQ(append(journal, world_.records, written_, written_ + 1),
                persistence::Durability::durable);
  }
  /// The record that the last archiving has written.
  void take_over() {
    const persistence::ClosedJournal journal{directory()};
    journal.read([&](const persistence::ReadBatch& batch) {
      for (const ledger::Record& record : batch.records)
        if (record.sequence > world_.books.last()) {
          world_.books.apply(record);
          world_.records.push_back(record);
        }
      return true;
    });
    written_ = world_.records.size();
  }

  const std::filesystem::path& directory() const { return options_.journal.directory; }
  std::filesystem::path segment(std::uint64_t number) const {
    return persistence::segment_path(directory(), number);
  }
  void expect_whole() const {
    const persistence::ClosedJournal journal{directory()};
    const persistence::Verdict verdict = persistence::verify(journal);
    EXPECT_FALSE(verdict.fault) << verdict.fault->what;
    const auto opened = open_copy();
    EXPECT_FALSE(ledger::difference(persistence::replay(*opened).books, world_.books));
  }
  /// So that looking does not touch what is looked at.
  std::unique_ptr<persistence::Journal> open_copy() const {
    std::filesystem::remove_all(place_.path() / "copy");
    std::filesystem::copy(directory(), place_.path() / "copy",
                          std::filesystem::copy_options::recursive);
    return persistence::open_journal({.directory = place_.path() / "copy", .fill_ahead_bytes = 0});
  }

  const TemporaryDirectory place_{TemporaryDirectory::quick_place()};
  persistence::ArchiveOptions options_{.journal = {.directory = place_.path() / "journal",
                                                   .map_size_bytes = std::uint64_t{1} << 20,
                                                   .fill_ahead_bytes = 0,
                                                   .segment_records = 10},
                                       .target = place_.path() / "cold" / "storage"};
  TwoOrganizations world_;
  std::size_t written_ = 0;
};

}  // namespace bursar::tests
