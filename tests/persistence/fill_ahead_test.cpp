#include "persistence/fill_ahead.hpp"

#include "tests/support/temporary_directory.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace {

using bursar::persistence::FillAhead;
using bursar::tests::TemporaryDirectory;

constexpr std::uint64_t mib = std::uint64_t{1} << 20;

class FillAheadTest : public testing::Test {
 protected:
  FillAheadTest() { std::ofstream{file_} << std::string(8'192, 'x'); }

  std::uint64_t size() const { return std::filesystem::file_size(file_); }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_.path() / "data.mdb";
};

TEST_F(FillAheadTest, PutsZerosPastTheEndAndLeavesAllBeforeItAlone) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 3 * mib}};
  ahead.fill(4'096);
  EXPECT_EQ(size(), 4'096 + 3 * mib);
  std::ifstream in{file_};
  const std::string all{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_EQ(all.substr(0, 8'192), std::string(8'192, 'x'));
  EXPECT_EQ(all.find_first_not_of('\0', 8'192), std::string::npos);
}

TEST_F(FillAheadTest, WaitsUntilLessThanHalfRemains) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 2 * mib}};
  ahead.fill(8'192);
  ahead.advance(8'192 + mib);
  EXPECT_EQ(size(), 8'192 + 2 * mib);
  ahead.advance(8'192 + mib + 4'096);
  EXPECT_EQ(size(), 8'192 + mib + 4'096 + 2 * mib);
}

TEST_F(FillAheadTest, GoesChunkByChunkUntilAllIsThereAgain) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 10 * mib}};
  ahead.advance(8'192);
  EXPECT_EQ(size(), 8'192 + 4 * mib);
  ahead.advance(8'192);
  ahead.advance(8'192);
  ahead.advance(8'192);
  EXPECT_EQ(size(), 8'192 + 10 * mib);
}

TEST_F(FillAheadTest, CatchesUpWithCommitsThatOvertookIt) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 2 * mib}};
  ahead.fill(8'192);
  std::filesystem::resize_file(file_, 5 * mib);
  ahead.advance(5 * mib);
  EXPECT_EQ(size(), 7 * mib);
}

TEST_F(FillAheadTest, BeginsAtAPageWhereTheFileEndsWithinOne) {
  std::ofstream{file_} << std::string(5'000, 'x');
  FillAhead ahead{{.file = file_, .ahead_bytes = mib}};
  ahead.fill(5'000);
  EXPECT_EQ(size(), mib + 8'192);
  std::ifstream in{file_};
  const std::string all{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_EQ(all.find_first_not_of('x'), 5'000U);
  EXPECT_EQ(all.find_first_not_of('\0', 5'000), std::string::npos);
}

TEST_F(FillAheadTest, GivesItsZerosBackAndWritesNoMore) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 2 * mib}};
  ahead.fill(8'192);
  ahead.give_back(8'192);
  EXPECT_EQ(size(), 8'192U);
  ahead.advance(8'192);
  EXPECT_EQ(size(), 8'192U);
}

TEST_F(FillAheadTest, GivesBackOnlyWhatIsPastTheUsed) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 2 * mib}};
  ahead.give_back(mib);
  EXPECT_EQ(size(), 8'192U);
}

TEST_F(FillAheadTest, IsOffAtZero) {
  FillAhead ahead{{.file = file_, .ahead_bytes = 0}};
  ahead.fill(8'192);
  ahead.advance(1 * mib);
  EXPECT_EQ(size(), 8'192U);
}

TEST_F(FillAheadTest, LeavesTheDiskTheRoomItIsTold) {
  FillAhead ahead{
      {.file = file_, .ahead_bytes = 2 * mib, .keep_free_bytes = std::uint64_t{1} << 62}};
  ahead.fill(8'192);
  ahead.advance(8'192);
  EXPECT_EQ(size(), 8'192U);
}

TEST_F(FillAheadTest, DoesNothingWhereTheFileCannotBeOpened) {
  FillAhead ahead{{.file = directory_.path() / "missing", .ahead_bytes = mib}};
  ahead.fill(8'192);
  ahead.advance(8'192);
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / "missing"));
}

}  // namespace
