#include "persistence/fill_ahead.hpp"

#include "tests/persistence/failing_disk.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace bursar::persistence::fill_ahead_test {
namespace {

using bursar::persistence::FillAhead;
using bursar::tests::TemporaryDirectory;

constexpr std::uint64_t mib = std::uint64_t{1} << 20;
constexpr std::uint64_t used = 8'192;

class FillAheadTest : public testing::Test {
 protected:
  FillAheadTest() { std::ofstream{file_} << std::string(used, 'x'); }
  ~FillAheadTest() override { bursar::tests::mend_disk(); }

  std::uint64_t size() const { return std::filesystem::file_size(file_); }
  std::string contents() const {
    std::ifstream in{file_};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  static void fill(FillAhead& ahead, std::uint64_t used_bytes) {
    ahead.advance(used_bytes);
    ahead.wait_until_filled();
  }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_.path() / "data.mdb";
};

TEST_F(FillAheadTest, PutsZerosPastTheEndAndLeavesAllBeforeItAlone) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 3 * mib}};
  fill(ahead, 4'096);
  EXPECT_EQ(size(), 4'096 + 3 * mib);
  const std::string all = contents();
  EXPECT_EQ(all.substr(0, used), std::string(used, 'x'));
  EXPECT_EQ(all.find_first_not_of('\0', used), std::string::npos);
}

TEST_F(FillAheadTest, WaitsUntilLessThanHalfRemains) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 2 * mib}};
  fill(ahead, used);
  fill(ahead, used + mib);
  EXPECT_EQ(size(), used + 2 * mib);
  fill(ahead, used + mib + 4'096);
  EXPECT_EQ(size(), used + mib + 4'096 + 2 * mib);
}

TEST_F(FillAheadTest, GoesChunkByChunkUntilAllIsThereAgain) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 10 * mib}};
  fill(ahead, used);
  EXPECT_EQ(size(), used + 10 * mib);
}

TEST_F(FillAheadTest, BeginsBehindAllThatACommitMayReach) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 2 * mib}};
  ahead.reserve(used + mib);
  fill(ahead, used);
  EXPECT_EQ(size(), used + 2 * mib);
  // Nothing was written to the place before: the file system has no block for it.
  const int opened = ::open(file_.c_str(), O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(::lseek(opened, 4'096, SEEK_HOLE), static_cast<off_t>(used));
  ::close(opened);
}

TEST_F(FillAheadTest, LeavesAloneWhatIsReservedBeyondAllItWants) {
  FillAhead ahead{{.file = file_, .ahead_bytes = mib}};
  ahead.reserve(used + 5 * mib);
  fill(ahead, used);
  EXPECT_EQ(size(), used);
}

// A writer that overtakes the zeros again and again, as commits do with a slow disk.
TEST_F(FillAheadTest, NeverTouchesWhatIsWrittenBesideIt) {
  std::mt19937_64 random{4};
  FillAhead ahead{{.file = file_, .ahead_bytes = 12 * mib}};
  const int opened = ::open(file_.c_str(), O_WRONLY | O_CLOEXEC);
  std::uint64_t end = used;
  while (end < 160 * mib) {
    const std::string batch(4'096 * (1 + random() % 1'024), 'x');
    ahead.reserve(end + batch.size() + 4'096 * (random() % 256));
    ASSERT_EQ(::pwrite(opened, batch.data(), batch.size(), static_cast<off_t>(end)),
              static_cast<ssize_t>(batch.size()));
    end += batch.size();
    ahead.advance(end);
  }
  ahead.wait_until_filled();
  ::close(opened);
  EXPECT_GT(size(), end);
  const std::string all = contents();
  EXPECT_EQ(all.find_first_not_of('x'), end);
  EXPECT_EQ(all.find_first_not_of('\0', end), std::string::npos);
}

TEST_F(FillAheadTest, CatchesUpWithCommitsThatOvertookIt) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 2 * mib}};
  fill(ahead, used);
  std::filesystem::resize_file(file_, 5 * mib);
  fill(ahead, 5 * mib);
  EXPECT_EQ(size(), 7 * mib);
}

TEST_F(FillAheadTest, BeginsAtAPageWhereTheFileEndsWithinOne) {
  std::ofstream{file_} << std::string(5'000, 'x');
  FillAhead ahead{{.file = file_, .ahead_bytes = mib}};
  fill(ahead, 5'000);
  EXPECT_EQ(size(), mib + 8'192);
  const std::string all = contents();
  EXPECT_EQ(all.find_first_not_of('x'), 5'000U);
  EXPECT_EQ(all.find_first_not_of('\0', 5'000), std::string::npos);
}

TEST_F(FillAheadTest, GivesItsZerosBackAndWritesNoMore) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 2 * mib}};
  fill(ahead, used);
  ahead.give_back(used);
  EXPECT_EQ(size(), used);
  fill(ahead, used);
  EXPECT_EQ(size(), used);
}

TEST_F(FillAheadTest, GivesBackOnlyWhatIsPastTheUsed) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 2 * mib}};
  ahead.give_back(mib);
  EXPECT_EQ(size(), used);
}

TEST_F(FillAheadTest, IsOffAtZero) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 0}};
  ahead.reserve(mib);
  fill(ahead, mib);
  EXPECT_EQ(size(), used);
}

TEST_F(FillAheadTest, LeavesTheDiskTheRoomItIsTold) {
  FillAhead ahead{
      {.file = file_, .ahead_bytes = 2 * mib, .keep_free_bytes = std::uint64_t{1} << 62}};
  fill(ahead, used);
  EXPECT_EQ(size(), used);
}

TEST_F(FillAheadTest, DoesNothingWhereTheFileCannotBeOpened) {
  FillAhead ahead{{.file = directory_.path() / "missing", .ahead_bytes = mib}};
  fill(ahead, used);
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / "missing"));
  EXPECT_FALSE(ahead.sync_failed());
}

TEST_F(FillAheadTest, EndsWithTheFirstWriteThatFails) {
  FillAhead ahead{{.file = file_, .ahead_bytes = mib}};
  bursar::tests::break_disk({.call = bursar::tests::DiskCall::pwrite});
  fill(ahead, used);
  fill(ahead, used);
  EXPECT_EQ(size(), used);
  EXPECT_FALSE(ahead.sync_failed());
}

TEST_F(FillAheadTest, TellsOfASyncThatFailed) {
  FillAhead ahead{{.file = file_, .ahead_bytes = mib}};
  bursar::tests::break_disk({.call = bursar::tests::DiskCall::fdatasync});
  fill(ahead, used);
  EXPECT_TRUE(ahead.sync_failed());
}

}  // namespace
}  // namespace bursar::persistence::fill_ahead_test
