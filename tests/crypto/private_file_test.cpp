#include "crypto/private_file.hpp"

#include "tests/crypto/own_directory.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace bursar::crypto::private_file_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::ThrowsMessage;

class PrivateFileTest : public testing::Test {
 protected:
  tests::OwnDirectory directory_;
  fs::path path_ = directory_.path() / "secret";
};

TEST_F(PrivateFileTest, WhatWasMadeIsReadAndIsTheOwnersAlone) {
  make_private_file(path_, "text\n");
  EXPECT_EQ(read_private_file(path_), "text\n");
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(PrivateFileTest, MissingOneIsNone) {
  EXPECT_EQ(read_private_file(path_), std::nullopt);
}

TEST_F(PrivateFileTest, MakingNeverReplacesWhatIsThere) {
  make_private_file(path_, "first");
  EXPECT_THAT([&] { make_private_file(path_, "second"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("cannot be made: File exists")));
  EXPECT_EQ(read_private_file(path_), "first");
}

TEST_F(PrivateFileTest, DraftThatACrashLeftIsNoHindranceAndNothingElseStays) {
  std::ofstream{path_.string() + ".new"} << "half a sec";
  make_private_file(path_, "whole");
  EXPECT_EQ(read_private_file(path_), "whole");
  EXPECT_EQ(std::distance(fs::directory_iterator{directory_.path()}, {}), 1);
}

TEST_F(PrivateFileTest, OneThatOthersMayTouchIsRefused) {
  make_private_file(path_, "text");
  for (const auto wider : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    fs::permissions(path_, fs::perms::owner_read | fs::perms::owner_write | wider);
    EXPECT_THAT([&] { read_private_file(path_); },
                ThrowsMessage<std::runtime_error>(HasSubstr("chmod 600")));
  }
}

TEST_F(PrivateFileTest, WhatIsNoFileIsRefused) {
  EXPECT_THAT([&] { read_private_file(directory_.path()); },
              ThrowsMessage<std::runtime_error>(HasSubstr("is not a plain file")));
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT([&] { read_private_file(path_); },
              ThrowsMessage<std::runtime_error>(HasSubstr("is not a plain file")));
}

TEST_F(PrivateFileTest, LargeFileIsRefused) {
  make_private_file(path_, std::string(65'536, 'x'));
  EXPECT_EQ(read_private_file(path_)->size(), 65'536U);
  fs::remove(path_);
  make_private_file(path_, std::string(65'537, 'x'));
  EXPECT_THAT([&] { read_private_file(path_); },
              ThrowsMessage<std::runtime_error>(HasSubstr("too large")));
}

TEST_F(PrivateFileTest, DirectoryThatIsMissingIsNamed) {
  EXPECT_THAT([&] { make_private_file(directory_.path() / "no" / "secret", "text"); },
              ThrowsMessage<std::runtime_error>(HasSubstr("No such file or directory")));
}

}  // namespace
}  // namespace bursar::crypto::private_file_test
