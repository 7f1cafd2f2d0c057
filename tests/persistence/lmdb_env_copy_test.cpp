#include "persistence/errors.hpp"
#include "persistence/lmdb_env.hpp"
#include "tests/persistence/failing_disk.hpp"
#include "tests/support/temporary_directory.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::persistence::lmdb_env_copy_test {
namespace {

using namespace bursar;
using persistence::Broke;
using persistence::Keys;
using persistence::LmdbEnv;
using persistence::LmdbRead;
using persistence::LmdbWrite;
using persistence::Table;
namespace fs = std::filesystem;

constexpr std::uint64_t map_bytes = std::uint64_t{1} << 30;

class LmdbEnvCopyTest : public testing::Test {
 protected:
  LmdbEnvCopyTest() { fs::create_directory(to_); }
  ~LmdbEnvCopyTest() override { tests::mend_disk(); }

  void commit(std::size_t rows) {
    const std::vector<std::byte> value(400, std::byte{7});
    ASSERT_EQ(env_.write([&](LmdbWrite& write) {
      for (std::size_t i = 0; i < rows; ++i) write.append(table_, ++last_, value);
    }),
              persistence::Durability::durable);
  }
  std::uint64_t last_copied() const {
    LmdbEnv copy{to_, LmdbEnv::Mode::look, 1};
    const Table table = copy.table("numbers", Keys::numbers);
    return LmdbRead{copy}.last(table)->key;
  }

  tests::TemporaryDirectory directory_{tests::TemporaryDirectory::quick_place()};
  const fs::path to_ = directory_.path() / "copy";
  LmdbEnv env_{directory_.path(), LmdbEnv::Mode::use, map_bytes};
  Table table_ = env_.table("numbers", Keys::numbers);
  std::uint64_t last_ = 0;
};

TEST_F(LmdbEnvCopyTest, HoldsWhatIsCommittedAndNoUnusedPage) {
  for (int i = 0; i < 50; ++i) commit(20);
  fs::resize_file(env_.file(), 10'000'000);
  env_.copy_to(to_ / "data.mdb");
  EXPECT_EQ(last_copied(), 1'000U);
  EXPECT_LT(fs::file_size(to_ / "data.mdb"), env_.used_bytes());
}

TEST_F(LmdbEnvCopyTest, IsOfOneMomentWhileOthersCommit) {
  commit(2'000);
  std::atomic<bool> done = false;
  std::thread copying{[&] {
    env_.copy_to(to_ / "data.mdb");
    done = true;
  }};
  while (!done) commit(50);
  copying.join();
  EXPECT_GE(last_copied(), 2'000U);
  EXPECT_EQ(last_copied() % 50, 0U) << "half of a commit";
}

TEST_F(LmdbEnvCopyTest, WhatIsThereIsNotWrittenOver) {
  commit(1);
  env_.copy_to(to_ / "data.mdb");
  EXPECT_THROW(env_.copy_to(to_ / "data.mdb"), persistence::Unusable);
}

TEST_F(LmdbEnvCopyTest, OneThatCannotBeSyncedIsNone) {
  commit(1);
  tests::break_disk({.call = tests::DiskCall::fsync});
  EXPECT_THROW(env_.copy_to(to_ / "data.mdb"), Broke);
}

TEST_F(LmdbEnvCopyTest, TellsHowFarItIs) {
  commit(5'000);
  std::uint64_t heard = 0;
  env_.copy_to(to_ / "data.mdb", [&](std::uint64_t bytes) {
    EXPECT_GT(bytes, heard);
    heard = bytes;
  });
  EXPECT_EQ(heard, fs::file_size(to_ / "data.mdb"));
}

// More than a pipe holds, so that LMDB is still at it.
TEST_F(LmdbEnvCopyTest, IsGivenUpByWhoeverHearsOfItsProgress) {
  commit(50'000);
  struct GivenUp {};
  EXPECT_THROW(env_.copy_to(to_ / "data.mdb", [](std::uint64_t) { throw GivenUp{}; }), GivenUp);
  EXPECT_LT(fs::file_size(to_ / "data.mdb"), env_.used_bytes() / 2);
  commit(1);
  env_.copy_to(to_ / "another.mdb");
}

}  // namespace
}  // namespace bursar::persistence::lmdb_env_copy_test
