#include "persistence/segment_shelf.hpp"

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "persistence/recovery.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/support/temporary_directory.hpp"

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::persistence::segment_shelf_test {
namespace {

using namespace bursar;
using namespace bursar::persistence;
namespace fs = std::filesystem;

constexpr std::uint64_t segment_count = 40;

/// Forty segments with three records each.
class SegmentShelfTest : public testing::Test {
 protected:
  SegmentShelfTest() {
    crypto::start();
    const auto journal =
        open_journal({.directory = path_, .fill_ahead_bytes = 0, .segment_records = 3});
    EXPECT_TRUE(tests::append_all(*journal, records_, 3));
    journal->close();
    for (std::uint64_t number = 0; number + 1 < segment_count; ++number)
      shelf_.put_closed(number, 3 * number + 1);
    shelf_.put_newest(segment_count - 1, 3 * (segment_count - 1) + 1,
                      std::make_shared<OpenSegment>(segment_path(path_, segment_count - 1)));
  }

  /// As the kernel sees it.
  std::set<std::string> open_segments() const {
    std::set<std::string> open;
    for (const auto& entry : fs::directory_iterator{"/proc/self/fd"}) {
      std::error_code gone;
      const fs::path file = fs::read_symlink(entry.path(), gone);
      if (file.filename() == "data.mdb" && file.parent_path().parent_path() == path_)
        open.insert(file.parent_path().filename().string());
    }
    return open;
  }

  tests::TemporaryDirectory directory_{tests::TemporaryDirectory::quick_place()};
  fs::path path_ = directory_.path() / "journal";
  std::vector<ledger::Record> records_ =
      tests::Chronicle{}.with_payments(3 * segment_count - 3).records();
  SegmentShelf shelf_{path_};
};

TEST_F(SegmentShelfTest, LendsTheSegmentOfASequence) {
  for (std::uint64_t sequence = 1; sequence <= records_.size(); ++sequence) {
    const auto lent = shelf_.lend(sequence);
    EXPECT_EQ(lent.first, (sequence - 1) / 3 * 3 + 1);
    if (sequence <= records_.size() - 3) {
      EXPECT_EQ(lent.last, lent.first + 2);
    }
    EXPECT_EQ(lent.segment->record(sequence), records_[sequence - 1]);
  }
  EXPECT_EQ(shelf_.lend(1'000'000).first, records_.size() - 2);
}

TEST_F(SegmentShelfTest, KnowsThePlacesOfAll) {
  const auto places = shelf_.places();
  ASSERT_EQ(places.size(), segment_count);
  for (std::uint64_t number = 0; number < segment_count; ++number) {
    EXPECT_EQ(places[number].number, number);
    EXPECT_EQ(places[number].first, 3 * number + 1);
  }
}

TEST_F(SegmentShelfTest, OpensWhatIsReadAndKeepsSoManyOpen) {
  EXPECT_EQ(open_segments().size(), 1U);
  for (std::uint64_t sequence = 1; sequence <= records_.size(); ++sequence) {
    shelf_.lend(sequence);
    EXPECT_LE(open_segments().size(), SegmentShelf::closed_open_max + 1);
  }
  EXPECT_EQ(open_segments().size(), SegmentShelf::closed_open_max + 1);
}

TEST_F(SegmentShelfTest, ClosesTheOneThatWasNotUsedForLongest) {
  for (std::uint64_t number = 0; number < SegmentShelf::closed_open_max; ++number)
    shelf_.lend(3 * number + 1);
  shelf_.lend(1);
  shelf_.lend(3 * SegmentShelf::closed_open_max + 1);
  EXPECT_TRUE(open_segments().contains("segment-000000"));
  EXPECT_FALSE(open_segments().contains("segment-000001"));
}

TEST_F(SegmentShelfTest, WhatIsLentStaysOpen) {
  const auto lent = shelf_.lend(1);
  for (std::uint64_t sequence = 4; sequence <= records_.size(); ++sequence) shelf_.lend(sequence);
  EXPECT_EQ(lent.segment->record(2), records_[1]);
}

TEST_F(SegmentShelfTest, ManyThreadsReadEverywhere) {
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (std::uint64_t reader = 0; reader < 8; ++reader)
    readers.emplace_back([&, reader] {
      for (std::uint64_t i = 0; i < 2'000; ++i) {
        const std::uint64_t sequence = 1 + (i * 37 + reader * 11) % records_.size();
        if (shelf_.lend(sequence).segment->record(sequence) != records_[sequence - 1]) ++wrong;
      }
    });
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

TEST_F(SegmentShelfTest, ASegmentThatIsGoneIsCorrupt) {
  fs::remove_all(segment_path(path_, 5));
  EXPECT_THROW(shelf_.lend(16), Corrupt);
  EXPECT_EQ(shelf_.lend(1).segment->record(1), records_[0]);
}

}  // namespace
}  // namespace bursar::persistence::segment_shelf_test
