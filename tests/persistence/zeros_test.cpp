#include "persistence/zeros.hpp"

#include "tests/persistence/failing_disk.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace bursar::persistence::zeros_test {
namespace {

using bursar::persistence::Zeros;
using bursar::tests::TemporaryDirectory;
using Written = Zeros::Written;

std::filesystem::path with_an_end_within_a_page(std::filesystem::path file) {
  std::ofstream{file} << std::string(5'000, 'x');
  return file;
}

class ZerosTest : public testing::Test {
 protected:
  ~ZerosTest() override { bursar::tests::mend_disk(); }

  TemporaryDirectory directory_;
  std::filesystem::path file_ = directory_.path() / "data.mdb";
  const Zeros zeros_{with_an_end_within_a_page(file_)};
};

TEST_F(ZerosTest, EndsWithAWholePage) {
  EXPECT_EQ(zeros_.end(), 8'192U);
}

TEST_F(ZerosTest, MakesTheFileLonger) {
  EXPECT_EQ(zeros_.write(8'192, 5'242'880), Written::all);
  EXPECT_EQ(zeros_.end(), 5'242'880U);
}

TEST_F(ZerosTest, CutsAndNeverLengthens) {
  zeros_.cut(4'096);
  EXPECT_EQ(std::filesystem::file_size(file_), 4'096U);
  zeros_.cut(40'960);
  EXPECT_EQ(std::filesystem::file_size(file_), 4'096U);
}

TEST_F(ZerosTest, KnowsWhatTheDiskHasRoomFor) {
  EXPECT_TRUE(zeros_.room_for(1, 1));
  EXPECT_FALSE(zeros_.room_for(1, std::uint64_t{1} << 62));
}

TEST_F(ZerosTest, SaysWhatWasNotWrittenAndWhatNotSynced) {
  bursar::tests::break_disk({.call = bursar::tests::DiskCall::pwrite});
  EXPECT_EQ(zeros_.write(8'192, 16'384), Written::not_all);
  bursar::tests::break_disk({.call = bursar::tests::DiskCall::fdatasync});
  EXPECT_EQ(zeros_.write(8'192, 16'384), Written::not_synced);
}

TEST_F(ZerosTest, AFileThatIsNotThereGetsNone) {
  const Zeros none{directory_.path() / "missing"};
  EXPECT_EQ(none.end(), 0U);
  EXPECT_EQ(none.write(0, 4'096), Written::not_all);
  none.cut(0);
  EXPECT_FALSE(std::filesystem::exists(directory_.path() / "missing"));
}

}  // namespace
}  // namespace bursar::persistence::zeros_test
