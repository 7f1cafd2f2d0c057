#include "persistence/key_run_writer.hpp"

#include "persistence/errors.hpp"
#include "persistence/key_run.hpp"
#include "tests/persistence/failing_disk.hpp"
#include "tests/support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::key_run_writer_test {
namespace {

namespace fs = std::filesystem;

constexpr JournalMark journal = {4};

class KeyRunWriterTest : public testing::Test {
 protected:
  KeyRunWriterTest() { crypto::start(); }
  ~KeyRunWriterTest() override { tests::mend_disk(); }

  fs::path written(std::uint64_t rows) const {
    KeyRunWriter writer{directory_.path(), journal, span(rows), rows};
    for (std::uint64_t n = 1; n <= rows; ++n) writer.add({n * 10, n});
    return writer.finish();
  }
  static KeySpan span(std::uint64_t rows) { return {{1}, {rows}, {1'000}, {2'000}}; }

  tests::TemporaryDirectory directory_{tests::TemporaryDirectory::quick_place()};
};

TEST_F(KeyRunWriterTest, ARunIsReadAsItWasWrittenWhateverItsLastBlockHolds) {
  for (const std::uint64_t rows : {1UL, 254UL, 255UL, 256UL, 510UL, 511UL, 70'000UL}) {
    const KeyRun run{written(rows), journal};
    EXPECT_EQ(run.rows(), rows);
    EXPECT_EQ(run.span(), span(rows));
    EXPECT_EQ(run.blocks(), (rows + 254) / 255);
    for (const std::uint64_t n : {std::uint64_t{1}, (rows + 1) / 2, rows})
      EXPECT_THAT(run.find(n * 10), testing::ElementsAre(ledger::Sequence{n})) << rows;
    EXPECT_TRUE(run.find(5).empty());
  }
}

TEST_F(KeyRunWriterTest, OfOneThatIsNotFinishedNothingIsLeft) {
  {
    KeyRunWriter writer{directory_.path(), journal, span(3), 3};
    writer.add({10, 1});
    EXPECT_FALSE(fs::is_empty(directory_.path()));
  }
  EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(KeyRunWriterTest, OneThatCannotBeSyncedBearsNoRunsName) {
  tests::break_disk({.call = tests::DiskCall::fsync});
  EXPECT_THROW(written(300), Unusable);
  EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(KeyRunWriterTest, TheHeaderIsPartOfWhatMustBeWritten) {
  tests::break_disk({.call = tests::DiskCall::pwrite});
  EXPECT_THROW(written(300), Unusable);
  EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(KeyRunWriterTest, WhereNoneCanBeMadeIsSaid) {
  EXPECT_THROW((KeyRunWriter{directory_.path() / "none", journal, span(1), 1}), Unusable);
}

}  // namespace
}  // namespace bursar::persistence::key_run_writer_test
