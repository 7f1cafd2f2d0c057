#include "commands/data_directory.hpp"

#include "persistence/errors.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::commands::data_directory_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::ThrowsMessage;

class DataDirectoryTest : public testing::Test {
 protected:
  DataDirectoryTest() { settings_.data.dir = path().string(); }

  fs::path path() const { return place_.path() / "of" / "one installation"; }

  tests::TemporaryDirectory place_;
  config::Settings settings_;
};

TEST_F(DataDirectoryTest, EverythingLiesBelowIt) {
  const DataDirectory data{settings_};
  EXPECT_EQ(data.path, path());
  EXPECT_EQ(data.journal(), path() / "journal");
  EXPECT_EQ(data.operator_key(), path() / "operator.key");
  EXPECT_EQ(data.secrets, path() / "secret.key");
  EXPECT_FALSE(fs::exists(path().parent_path())) << "to name a place does not make it";
}

TEST_F(DataDirectoryTest, TheKeyFileMayLieElsewhere) {
  settings_.secrets.file = "/keys/bursar";
  EXPECT_EQ(DataDirectory{settings_}.secrets, "/keys/bursar");
}

TEST_F(DataDirectoryTest, IsMadeWithItsParentsForItsOwnerAlone) {
  const DataDirectory made = DataDirectory::made(settings_);
  EXPECT_EQ(made.path, path());
  EXPECT_EQ(fs::status(path()).permissions(), fs::perms::owner_all);
}

// Who shares what he has put there himself has his reasons.
TEST_F(DataDirectoryTest, OneThatIsInUseKeepsItsPermissions) {
  DataDirectory::made(settings_);
  std::ofstream{path() / "operator.key"} << "key";
  const fs::perms shared = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec;
  fs::permissions(path(), shared);
  DataDirectory::made(settings_);
  EXPECT_EQ(fs::status(path()).permissions(), shared);
}

TEST_F(DataDirectoryTest, AFileInItsPlaceOrOnTheWayToItIsNamed) {
  fs::create_directories(path().parent_path());
  std::ofstream{path()} << "a file";
  EXPECT_THAT([&] { DataDirectory::made(settings_); },
              ThrowsMessage<persistence::Unusable>(HasSubstr(path().string())));
  settings_.data.dir = (path() / "deeper").string();
  EXPECT_THAT([&] { DataDirectory::made(settings_); },
              ThrowsMessage<persistence::Unusable>(HasSubstr("deeper cannot be used")));
}

}  // namespace
}  // namespace bursar::commands::data_directory_test
