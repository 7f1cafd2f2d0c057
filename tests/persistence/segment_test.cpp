#include "persistence/segment.hpp"

#include "persistence/errors.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::segment_test {
namespace {

using namespace bursar::persistence;
using bursar::tests::TemporaryDirectory;
namespace fs = std::filesystem;

constexpr std::uint64_t map_bytes = std::uint64_t{1} << 24;

std::string refusal(const fs::path& segment) {
  try {
    look_at_segment(segment);
    return "none";
  } catch (const Unusable& unusable) {
    return unusable.what();
  }
}

TEST(SegmentTest, IsNamedBySixDigitsOrMore) {
  EXPECT_EQ(segment_path("j", 0), "j/segment-000000");
  EXPECT_EQ(segment_path("j", 42), "j/segment-000042");
  EXPECT_EQ(segment_path("j", 12'345'678), "j/segment-12345678");
}

TEST(SegmentTest, RemembersWhatItWasMadeWith) {
  const TemporaryDirectory directory;
  const fs::path path = segment_path(directory.path(), 3);
  SegmentMeta made{.segment = 3, .first = 1'001, .created = 1'764'000'000'000};
  made.previous.fill(9);
  make_segment(path, made, map_bytes);
  const SegmentMeta found = look_at_segment(path).meta;
  EXPECT_EQ(found.format, format_version);
  EXPECT_EQ(found.segment, 3U);
  EXPECT_EQ(found.first, 1'001U);
  EXPECT_EQ(found.previous, made.previous);
  EXPECT_EQ(found.created, 1'764'000'000'000);
  EXPECT_EQ(found.clean, 1U);
}

TEST(SegmentTest, IsTheOwnersAlone) {
  const TemporaryDirectory directory;
  const fs::path path = segment_path(directory.path(), 0);
  make_segment(path, {}, map_bytes);
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(path / "data.mdb").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST(SegmentTest, WhatACrashLeftHalfMadeIsThrownAway) {
  const TemporaryDirectory directory;
  const fs::path path = segment_path(directory.path(), 0);
  fs::path half = path;
  half += ".new";
  fs::create_directory(half);
  std::ofstream{half / "data.mdb"} << "torn";
  make_segment(path, {}, map_bytes);
  EXPECT_EQ(look_at_segment(path).meta.segment, 0U);
  EXPECT_FALSE(fs::exists(half));
}

TEST(SegmentTest, AMarkIsKept) {
  const TemporaryDirectory directory;
  const fs::path path = segment_path(directory.path(), 0);
  make_segment(path, {}, map_bytes);
  {
    LmdbEnv env{path, LmdbEnv::Mode::use, map_bytes};
    ASSERT_EQ(mark_clean(env, SegmentTables{env}.meta, false), Durability::durable);
  }
  EXPECT_EQ(look_at_segment(path).meta.clean, 0U);
}

TEST(SegmentTest, ACopyOfAClosedOneMayBecomeTheNewest) {
  const TemporaryDirectory directory;
  const fs::path path = segment_path(directory.path(), 0);
  make_segment(path, {}, map_bytes);
  LmdbEnv env{path, LmdbEnv::Mode::use, map_bytes};
  const SegmentTables tables{env};
  ASSERT_EQ(mark_closed(env, tables.meta, 7), Durability::durable);
  EXPECT_EQ(read_meta(LmdbRead{env}, tables.meta).closed, 7U);
  ASSERT_EQ(mark_newest(env, tables.meta), Durability::durable);
  EXPECT_EQ(read_meta(LmdbRead{env}, tables.meta).closed, 0U);
}

TEST(SegmentTest, AnUnknownFormatVersionIsRefusedByItsNumber) {
  const TemporaryDirectory directory;
  const fs::path path = segment_path(directory.path(), 0);
  make_segment(path, {.format = 7}, map_bytes);
  EXPECT_THAT(refusal(path), testing::HasSubstr("format version 7"));
}

TEST(SegmentTest, WhatIsNoSegmentIsRefused) {
  const TemporaryDirectory directory;
  EXPECT_THAT(refusal(directory.path()), testing::HasSubstr("not a journal"));
  std::ofstream{directory.path() / "data.mdb"} << "hello";
  EXPECT_THAT(refusal(directory.path()), testing::HasSubstr("not a journal"));
  EXPECT_EQ(fs::file_size(directory.path() / "data.mdb"), 5U);
}

TEST(SegmentTest, IsTheSameWhenReadFromTheDevice) {
  const TemporaryDirectory directory;
  const fs::path path = segment_path(directory.path(), 0);
  make_segment(path, {.first = 55}, map_bytes);
  drop_page_cache(path);
  EXPECT_EQ(look_at_segment(path).meta.first, 55U);
  EXPECT_THROW(drop_page_cache(directory.path() / "missing"), Unusable);
}

}  // namespace
}  // namespace bursar::segment_test
