#include "persistence/synced.hpp"

#include "persistence/errors.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::synced_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(SyncedTest, AFileThatIsForgottenIsReadAgainAsItWasWritten) {
  const tests::TemporaryDirectory place;
  const auto path = place.path() / "file";
  const std::string written(100'000, 'x');
  std::ofstream{path} << written;
  sync_and_forget(path);
  std::ifstream in{path};
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>{in}, {}}), written);
}

TEST(SyncedTest, ADirectorysNamesAreSynced) {
  const tests::TemporaryDirectory place;
  EXPECT_NO_THROW(sync_path(place.path()));
}

TEST(SyncedTest, WhatIsNotThereIsNamedWithTheReason) {
  const tests::TemporaryDirectory place;
  const auto path = place.path() / "nothing";
  const auto told = AllOf(HasSubstr(path.string()), HasSubstr("No such file"));
  EXPECT_THAT([&] { sync_path(path); }, ThrowsMessage<Unusable>(told));
  EXPECT_THAT([&] { sync_and_forget(path); }, ThrowsMessage<Unusable>(told));
}

// There is nothing to sync behind it, and the system says so.
TEST(SyncedTest, ARefusalOfTheSystemIsNotTakenForDone) {
  EXPECT_THAT([] { sync_path("/dev/null"); },
              ThrowsMessage<Unusable>(HasSubstr("/dev/null cannot be synced")));
}

}  // namespace
}  // namespace bursar::persistence::synced_test
