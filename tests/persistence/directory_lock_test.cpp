#include "persistence/directory_lock.hpp"

#include "persistence/errors.hpp"
#include "tests/support/temporary_directory.hpp"

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bursar::persistence::directory_lock_test {
namespace {

using bursar::persistence::DirectoryLock;
using bursar::persistence::InUse;
using bursar::persistence::Unusable;
using bursar::tests::TemporaryDirectory;

TEST(DirectoryLockTest, OneAtATime) {
  const TemporaryDirectory directory;
  std::optional<DirectoryLock> first{directory.path()};
  try {
    const DirectoryLock second{directory.path()};
    FAIL();
  } catch (const InUse& refusal) {
    EXPECT_THAT(refusal.what(), testing::EndsWith("is in use by another bursar"));
  }
  first.reset();
  EXPECT_NO_THROW(DirectoryLock{directory.path()});
}

TEST(DirectoryLockTest, AProcessThatDiesLetsGo) {
  const TemporaryDirectory directory;
  const pid_t child = ::fork();
  if (child == 0) {
    const DirectoryLock lock{directory.path()};
    ::_exit(0);
  }
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_NO_THROW(DirectoryLock{directory.path()});
}

TEST(DirectoryLockTest, AReaderKeepsWritersOutWhetherOrNotTheyWereThere) {
  const TemporaryDirectory directory;
  using Whose = DirectoryLock::Whose;
  for (int i = 0; i < 2; ++i) {
    const DirectoryLock reader{directory.path(), Whose::readers};
    EXPECT_THROW(DirectoryLock{directory.path()}, Unusable);
  }
}

TEST(DirectoryLockTest, ADirectoryThatIsNoneIsUnusable) {
  const TemporaryDirectory directory;
  EXPECT_THROW(DirectoryLock{directory.path() / "missing"}, Unusable);
}

}  // namespace
}  // namespace bursar::persistence::directory_lock_test
