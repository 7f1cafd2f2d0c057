#include "persistence/archived_mark.hpp"

#include "persistence/errors.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::archived_mark_test {
namespace {

using bursar::persistence::ArchivedMark;
using bursar::persistence::read_archived_mark;
using bursar::persistence::Unusable;
using bursar::persistence::write_archived_mark;
using bursar::tests::TemporaryDirectory;

TEST(ArchivedMarkTest, IsAbsentAtFirst) {
  const TemporaryDirectory journal;
  EXPECT_FALSE(read_archived_mark(journal.path()));
}

TEST(ArchivedMarkTest, IsReadAsItWasWrittenAndReplacesTheOneBefore) {
  const TemporaryDirectory journal;
  write_archived_mark(journal.path(), {.segment = 2, .sequence = 2'001});
  const ArchivedMark newer{.segment = 3, .sequence = 201'326'593, .checkpointed = {268'437'000}};
  write_archived_mark(journal.path(), newer);
  EXPECT_EQ(read_archived_mark(journal.path()), newer);
  EXPECT_FALSE(std::filesystem::exists(journal.path() / "archived.new"));
}

TEST(ArchivedMarkTest, AnythingElseIsUnusable) {
  const TemporaryDirectory journal;
  for (const char* text : {"", "segment 3\n", "segment 3\nsequence", "segment x\nsequence 9\n",
                           "segment 3\nsequence 9\n", "segment 3\nsequence 9\ncheckpointed",
                           "segment 3\nsequence 9\ncheckpointed 11\nmore\n",
                           "segment -1\nsequence 9\ncheckpointed 11\n"}) {
    std::ofstream{journal.path() / "archived"} << text;
    EXPECT_THROW(read_archived_mark(journal.path()), Unusable) << text;
  }
}

TEST(ArchivedMarkTest, APlaceThatCannotBeWrittenIsUnusable) {
  const TemporaryDirectory journal;
  EXPECT_THROW(write_archived_mark(journal.path() / "missing", {}), Unusable);
}

}  // namespace
}  // namespace bursar::persistence::archived_mark_test
