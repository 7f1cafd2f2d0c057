#include "persistence/segment_list.hpp"

#include "crypto/hash.hpp"
#include "persistence/archived_mark.hpp"
#include "persistence/errors.hpp"
#include "persistence/recovery.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/chronicle.hpp"
#include "tests/support/temporary_directory.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::segment_list_test {
namespace {

using namespace bursar;
using namespace bursar::persistence;
using testing::AllOf;
using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr std::uint64_t map_bytes = std::uint64_t{1} << 20;

/// A journal of five segments with ten records each, ended well.
class SegmentListTest : public testing::Test {
 protected:
  SegmentListTest() {
    crypto::start();
    const auto journal =
        open_journal({.directory = path_, .fill_ahead_bytes = 0, .segment_records = 10});
    EXPECT_TRUE(tests::append_all(*journal, tests::Chronicle{}.with_payments(47).records(), 5));
    journal->close();
  }

  fs::path segment(std::uint64_t number) const { return segment_path(path_, number); }

  void replace_meta(std::uint64_t number, const SegmentMeta& meta) {
    fs::remove_all(segment(number));
    make_segment(segment(number), meta, map_bytes);
  }

  void change_row(std::uint64_t number, const char* name, RowBytes value) {
    LmdbEnv env{segment(number), LmdbEnv::Mode::use, map_bytes};
    const SegmentTables tables{env};
    ASSERT_EQ(env.write([&](LmdbWrite& write) { write.put(tables.meta, name, value); }),
              Durability::durable);
  }

  std::string refusal() const {
    try {
      look_at_segments(path_);
      return "none";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

  tests::TemporaryDirectory directory_;
  fs::path path_ = directory_.path() / "journal";
};

TEST_F(SegmentListTest, FollowsEachSegmentOnTheOneBefore) {
  const auto segments = look_at_segments(path_);
  ASSERT_EQ(segments.size(), 5U);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    EXPECT_EQ(segments[i].meta.segment, i);
    EXPECT_EQ(segments[i].meta.first, 10 * i + 1);
    EXPECT_EQ(segments[i].head.last(), 10 * i + 10);
    EXPECT_EQ(segments[i].meta.closed, i == 4 ? 0 : 10 * i + 10);
  }
}

TEST_F(SegmentListTest, PassesOverWhatIsNoSegment) {
  fs::create_directory(path_ / "segment-000005.new");
  fs::create_directory(path_ / "segment-7");
  fs::create_directory(path_ / "segment-0000006");
  fs::create_directory(path_ / "checkpoint-000000");
  EXPECT_EQ(look_at_segments(path_).size(), 5U);
}

TEST_F(SegmentListTest, AMissingSegmentInTheMiddleIsNamed) {
  fs::remove_all(segment(2));
  EXPECT_EQ(refusal(), segment(2).string() + " is missing: segment-000003 is there");
}

TEST_F(SegmentListTest, AMissingFirstSegmentIsNamed) {
  fs::remove_all(segment(0));
  EXPECT_THAT(refusal(), AllOf(HasSubstr(segment(0).string() + " is missing"),
                               HasSubstr("nothing says that what is before it was archived")));
}

TEST_F(SegmentListTest, AMissingLastSegmentIsNamed) {
  fs::remove_all(segment(4));
  EXPECT_EQ(refusal(),
            segment(4).string() + " is missing: segment-000003 was closed because it was there");
}

TEST_F(SegmentListTest, WhatWasArchivedOnPurposeIsNotMissed) {
  fs::remove_all(segment(0));
  fs::remove_all(segment(1));
  write_archived_mark(path_, {.segment = 2, .sequence = 21});
  const auto segments = look_at_segments(path_);
  ASSERT_EQ(segments.size(), 3U);
  EXPECT_EQ(segments.front().meta.first, 21U);
}

TEST_F(SegmentListTest, WhatIsStillToBeMovedAwayIsNotLookedAt) {
  fs::remove_all(segment(0));
  write_archived_mark(path_, {.segment = 2, .sequence = 21});
  EXPECT_EQ(look_at_segments(path_).size(), 3U);
}

TEST_F(SegmentListTest, AMarkThatTheSegmentsContradictIsRefused) {
  write_archived_mark(path_, {.segment = 2, .sequence = 22});
  EXPECT_THAT(refusal(), HasSubstr("segment-000002 begins with record 21 and not 22"));
  write_archived_mark(path_, {.segment = 7, .sequence = 71});
  EXPECT_THAT(refusal(), HasSubstr(segment(7).string() + " is missing"));
}

TEST_F(SegmentListTest, ASegmentUnderAnothersNameIsRefused) {
  fs::remove_all(segment(4));
  fs::rename(segment(1), segment(4));
  fs::copy(segment(2), segment(1), fs::copy_options::recursive);
  EXPECT_THAT(refusal(), HasSubstr("segment-000001 was made as segment-000002"));
}

TEST_F(SegmentListTest, ASegmentThatFollowsOnAnotherHashIsCorrupt) {
  ChainHash other = {};
  other.fill(7);
  change_row(3, "previous", std::as_bytes(std::span{other}));
  EXPECT_THROW(look_at_segments(path_), Corrupt);
  EXPECT_THAT(refusal(), AllOf(HasSubstr(segment(3).string()), HasSubstr("another chain hash")));
}

TEST_F(SegmentListTest, ASegmentThatBeginsElsewhereIsCorrupt) {
  const std::uint64_t first = 32;
  change_row(3, "first", std::as_bytes(std::span{&first, 1}));
  EXPECT_THAT(refusal(), AllOf(HasSubstr(segment(3).string()),
                               HasSubstr("begins with record 32, that ends with 30")));
}

TEST_F(SegmentListTest, ASegmentThatLostItsTailAfterItWasClosedIsCorrupt) {
  const std::uint64_t last = 35;
  change_row(3, "closed", std::as_bytes(std::span{&last, 1}));
  EXPECT_THAT(refusal(), AllOf(HasSubstr(segment(4).string()),
                               HasSubstr("closed with record 35 and now ends with 40")));
}

TEST_F(SegmentListTest, AnEmptySegmentBeforeAnotherIsCorrupt) {
  const SegmentMeta newest = look_at_segment(segment(4)).meta;
  replace_meta(4, newest);
  SegmentMeta after = newest;
  after.segment = 5;
  make_segment(segment(5), after, map_bytes);
  EXPECT_THAT(refusal(), AllOf(HasSubstr(segment(5).string()), HasSubstr("holds no record")));
}

TEST_F(SegmentListTest, OnlyWhatIsNotClosedIsClosed) {
  const auto before = fs::last_write_time(segment(1) / "data.mdb");
  auto segments = look_at_segments(path_);
  segments[3].meta.closed = 0;
  const std::uint64_t open = 0;
  change_row(3, "closed", std::as_bytes(std::span{&open, 1}));
  close_all_but_newest(path_, segments);
  segments = look_at_segments(path_);
  EXPECT_EQ(segments[3].meta.closed, 40U);
  EXPECT_EQ(segments[4].meta.closed, 0U);
  EXPECT_EQ(fs::last_write_time(segment(1) / "data.mdb"), before);
}

}  // namespace
}  // namespace bursar::persistence::segment_list_test
