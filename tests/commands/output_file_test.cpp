#include "commands/output_file.hpp"

#include "persistence/errors.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace bursar::commands::output_file_test {
namespace {

using namespace bursar;
using commands::OutputFile;
namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  std::string text() const {
    std::ifstream in{path_};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  tests::TemporaryDirectory directory_;
  fs::path path_ = directory_.path() / "out.jsonl";
};

TEST_F(OutputFileTest, AppearsWhenItIsComplete) {
  OutputFile output{path_};
  output.write("one\n");
  output.write("two\n");
  EXPECT_FALSE(fs::exists(path_));
  output.complete();
  EXPECT_EQ(text(), "one\ntwo\n");
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(OutputFileTest, TakesThePlaceOfTheOneBefore) {
  std::ofstream{path_} << "before";
  OutputFile output{path_};
  EXPECT_EQ(text(), "before");
  output.complete();
  EXPECT_EQ(text(), "");
}

TEST_F(OutputFileTest, TakesThePlaceOfNothingButAFile) {
  fs::create_directory(path_);
  EXPECT_THROW(OutputFile{path_}, persistence::Unusable);
  fs::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THROW(OutputFile{path_}, persistence::Unusable);
  EXPECT_TRUE(fs::is_fifo(path_));
  EXPECT_THROW(OutputFile{"/dev/null"}, persistence::Unusable);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(OutputFileTest, OfOneThatIsGivenUpNothingIsLeft) {
  {
    OutputFile{path_}.write("half");
  }
  EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(OutputFileTest, WhereNoneCanBeMadeIsSaidBeforeAnythingIsWritten) {
  EXPECT_THROW(OutputFile{directory_.path() / "nowhere" / "file"}, persistence::Unusable);
}

TEST_F(OutputFileTest, ADeviceThatIsFullIsAFault) {
  fs::create_symlink("/dev/full", directory_.path() / "out.jsonl.partial");
  EXPECT_THROW(
      {
        OutputFile output{path_};
        output.write(std::string(1 << 20, 'x'));
        output.complete();
      },
      persistence::Broke);
  EXPECT_FALSE(fs::exists(path_));
}

}  // namespace
}  // namespace bursar::commands::output_file_test
