#include "persistence/unfinished_directory.hpp"

#include "persistence/errors.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::unfinished_directory_test {
namespace {

using namespace bursar;
using persistence::UnfinishedDirectory;
using persistence::Unusable;
namespace fs = std::filesystem;

class UnfinishedDirectoryTest : public testing::Test {
 protected:
  static void put(const fs::path& file) { std::ofstream{file} << "something\n"; }

  tests::TemporaryDirectory directory_;
  fs::path path_ = directory_.path() / "parent" / "made";
  fs::path partial_ = directory_.path() / "parent" / "made.partial";
};

TEST_F(UnfinishedDirectoryTest, AppearsWhenItIsCompleteAndNotBefore) {
  UnfinishedDirectory unfinished{path_};
  put(unfinished.path() / "file");
  EXPECT_FALSE(fs::exists(path_));
  unfinished.complete();
  EXPECT_TRUE(fs::exists(path_ / "file"));
  EXPECT_EQ(std::distance(fs::directory_iterator{path_}, {}), 1);
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_all);
  EXPECT_FALSE(fs::exists(partial_));
}

TEST_F(UnfinishedDirectoryTest, ASlashAtTheEndIsNoName) {
  UnfinishedDirectory unfinished{path_ / ""};
  EXPECT_EQ(unfinished.path(), partial_);
  unfinished.complete();
  EXPECT_TRUE(fs::is_directory(path_));
}

TEST_F(UnfinishedDirectoryTest, ADotAtTheEndIsNoName) {
  fs::create_directories(path_);
  UnfinishedDirectory unfinished{path_ / "."};
  EXPECT_EQ(unfinished.path(), partial_);
  unfinished.complete();
  EXPECT_TRUE(fs::is_directory(path_));
}

TEST_F(UnfinishedDirectoryTest, WhatCannotBeReplacedIsRefusedBeforeAnythingIsMade) {
  fs::create_directories(path_.parent_path() / "empty");
  for (const char* to : {"empty", "nowhere"}) {
    fs::create_directory_symlink(path_.parent_path() / to, path_);
    EXPECT_THROW(UnfinishedDirectory{path_}, Unusable) << to;
    EXPECT_FALSE(fs::exists(partial_)) << to;
    fs::remove(path_);
  }
}

TEST_F(UnfinishedDirectoryTest, WhatIsBeingMadeIsNotThrownAway) {
  UnfinishedDirectory unfinished{path_};
  put(unfinished.path() / "file");
  EXPECT_THROW(UnfinishedDirectory{path_}, persistence::InUse);
  unfinished.complete();
  EXPECT_TRUE(fs::exists(path_ / "file"));
}

TEST_F(UnfinishedDirectoryTest, TakesThePlaceOfAnEmptyOne) {
  fs::create_directories(path_);
  UnfinishedDirectory unfinished{path_};
  put(unfinished.path() / "file");
  unfinished.complete();
  EXPECT_TRUE(fs::exists(path_ / "file"));
}

TEST_F(UnfinishedDirectoryTest, OfOneThatIsGivenUpNothingIsLeft) {
  {
    const UnfinishedDirectory unfinished{path_};
    put(unfinished.path() / "file");
  }
  EXPECT_FALSE(fs::exists(path_));
  EXPECT_FALSE(fs::exists(partial_));
}

TEST_F(UnfinishedDirectoryTest, WhatACrashLeftIsThrownAway) {
  fs::create_directories(partial_);
  put(partial_ / "unfinished");
  put(partial_ / "half a file");
  UnfinishedDirectory unfinished{path_};
  unfinished.complete();
  EXPECT_TRUE(fs::is_empty(path_));
}

TEST_F(UnfinishedDirectoryTest, WhatIsNotOursIsLeftAlone) {
  fs::create_directories(partial_);
  put(partial_ / "thesis.tex");
  EXPECT_THROW(UnfinishedDirectory{path_}, Unusable);
  EXPECT_TRUE(fs::exists(partial_ / "thesis.tex"));
  fs::remove_all(partial_);
  fs::create_directories(path_);
  put(path_ / "thesis.tex");
  EXPECT_THROW(UnfinishedDirectory{path_}, Unusable);
  EXPECT_FALSE(fs::exists(partial_));
}

TEST_F(UnfinishedDirectoryTest, SomethingThatCameMeanwhileIsNotOverwritten) {
  UnfinishedDirectory unfinished{path_};
  fs::create_directory(path_);
  put(path_ / "thesis.tex");
  EXPECT_THROW(unfinished.complete(), Unusable);
  EXPECT_TRUE(fs::exists(path_ / "thesis.tex"));
}

TEST_F(UnfinishedDirectoryTest, WhereNoDirectoryCanBeIsSaid) {
  put(directory_.path() / "parent");
  EXPECT_THROW(UnfinishedDirectory{path_}, Unusable);
}

}  // namespace
}  // namespace bursar::persistence::unfinished_directory_test
