#include "persistence/lmdb_env.hpp"

#include "persistence/errors.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/support/temporary_directory.hpp"

#include <atomic>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::persistence::lmdb_env_test {
namespace {

using namespace bursar::persistence;
using bursar::tests::in_a_child;
using bursar::tests::TemporaryDirectory;

constexpr std::uint64_t roomy = std::uint64_t{1} << 30;

RowBytes bytes(const std::string& text) {
  return std::as_bytes(std::span{text});
}
std::string text(RowBytes row) {
  return {reinterpret_cast<const char*>(row.data()), row.size()};
}
std::string contents(const std::filesystem::path& file) {
  std::ifstream in{file};
  return {std::istreambuf_iterator<char>{in}, {}};
}

Durability append(LmdbEnv& env, Table table, std::uint64_t key, const std::string& value) {
  return env.write([&](LmdbWrite& write) { write.append(table, key, bytes(value)); });
}

TEST(LmdbEnvTest, KeepsWhatWasWritten) {
  const TemporaryDirectory directory;
  {
    LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
    const Table numbers = env.table("numbers", Keys::numbers);
    const Table words = env.table("words", Keys::words);
    ASSERT_EQ(env.write([&](LmdbWrite& write) {
      write.append(numbers, 7, bytes("seven"));
      write.append(numbers, 300, bytes("three hundred"));
      write.put(words, "colour", bytes("red"));
    }),
              Durability::durable);
  }
  LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
  const Table numbers = env.table("numbers", Keys::numbers);
  const Table words = env.table("words", Keys::words);
  const LmdbRead read{env};
  EXPECT_EQ(text(*read.find(numbers, 7)), "seven");
  EXPECT_FALSE(read.find(numbers, 8));
  EXPECT_EQ(text(*read.find(words, "colour")), "red");
  EXPECT_FALSE(read.find(words, "shape"));
  EXPECT_EQ(read.last(numbers)->key, 300U);
}

TEST(LmdbEnvTest, RowsAreReplacedAndWordsAreReadInTheirOrder) {
  const TemporaryDirectory directory;
  LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
  const LmdbEnv::Named named[] = {{"numbers", Keys::numbers}, {"words", Keys::words}};
  const std::vector<Table> tables = env.tables(named);
  ASSERT_EQ(env.write([&](LmdbWrite& write) {
    write.put(tables[0], 300, bytes("before"));
    write.put(tables[0], 7, bytes("seven"));
    write.put(tables[0], 300, bytes("after"));
    write.append(tables[1], "a", bytes("1"));
    write.append(tables[1], "c", bytes("3"));
    write.put(tables[1], "b", bytes("2"));
  }),
            Durability::durable);
  const LmdbRead read{env};
  EXPECT_EQ(text(*read.find(tables[0], 300)), "after");
  LmdbWords words{read, tables[1]};
  for (const std::string_view key : {"a", "b", "c"}) EXPECT_EQ(words.next()->key, key);
  EXPECT_FALSE(words.next());
}

TEST(LmdbEnvTest, RowsComeInTheOrderOfTheirNumbers) {
  const TemporaryDirectory directory;
  LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
  const Table table = env.table("numbers", Keys::numbers);
  const Table empty = env.table("empty", Keys::numbers);
  for (const std::uint64_t key : {1UL, 255UL, 256UL, 65'536UL})
    ASSERT_EQ(append(env, table, key, "x"), Durability::durable);
  const LmdbRead read{env};
  LmdbRows rows{read, table, 2};
  EXPECT_EQ(rows.next()->key, 255U);
  EXPECT_EQ(rows.next()->key, 256U);
  EXPECT_EQ(rows.next()->key, 65'536U);
  EXPECT_FALSE(rows.next());
  EXPECT_FALSE(read.last(empty));
}

TEST(LmdbEnvTest, LookingChangesNothingOnDisk) {
  const TemporaryDirectory directory;
  {
    LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
    const Table table = env.table("numbers", Keys::numbers);
    ASSERT_EQ(append(env, table, 1, "one"), Durability::durable);
  }
  std::filesystem::remove(directory.path() / "lock.mdb");
  const std::string before = contents(directory.path() / "data.mdb");
  {
    LmdbEnv env{directory.path(), LmdbEnv::Mode::look, 1};
    const Table table = env.table("numbers", Keys::numbers);
    EXPECT_EQ(text(*LmdbRead{env}.find(table, 1)), "one");
    EXPECT_THROW(env.table("absent", Keys::words), Unusable);
  }
  EXPECT_EQ(contents(directory.path() / "data.mdb"), before);
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "lock.mdb"));
}

TEST(LmdbEnvTest, WhatIsNoEnvironmentIsUnusable) {
  const TemporaryDirectory directory;
  EXPECT_THROW(LmdbEnv(directory.path() / "missing", LmdbEnv::Mode::use, roomy), Unusable);
  std::ofstream{directory.path() / "data.mdb"} << std::string(16'384, 'z');
  EXPECT_THROW(LmdbEnv(directory.path(), LmdbEnv::Mode::use, roomy), Unusable);
}

TEST(LmdbEnvTest, AFileCutBelowItsPagesIsCorruptBeforeItIsRead) {
  const TemporaryDirectory directory;
  {
    LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
    const Table table = env.table("numbers", Keys::numbers);
    ASSERT_EQ(append(env, table, 1, std::string(100'000, 'x')), Durability::durable);
    std::filesystem::resize_file(env.file(), env.used_bytes() - 1);
  }
  EXPECT_THROW(LmdbEnv(directory.path(), LmdbEnv::Mode::use, roomy), Corrupt);
}

TEST(LmdbEnvTest, AFullMapGrowsUnnoticed) {
  const TemporaryDirectory directory;
  LmdbEnv env{directory.path(), LmdbEnv::Mode::use, 64 << 10};
  const Table table = env.table("numbers", Keys::numbers);
  const std::uint64_t at_first = env.map_size_bytes();
  for (std::uint64_t key = 1; key <= 100; ++key)
    ASSERT_EQ(append(env, table, key, std::string(10'000, 'x')), Durability::durable) << key;
  EXPECT_GT(env.map_size_bytes(), at_first);
  const LmdbRead read{env};
  LmdbRows rows{read, table, 1};
  for (std::uint64_t key = 1; key <= 100; ++key) ASSERT_EQ(rows.next()->key, key);
}

// LMDB keeps its own book of free pages, which is written at the commit.
TEST(LmdbEnvTest, AMapThatIsFullOnlyAtTheCommitGrowsUnnoticed) {
  const TemporaryDirectory directory{TemporaryDirectory::quick_place()};
  int full_at_commit = 0;
  for (std::uint64_t rows = 1; rows <= 60; ++rows) {
    std::filesystem::remove(directory.path() / "data.mdb");
    LmdbEnv env{directory.path(), LmdbEnv::Mode::use, 64 << 10};
    const Table table = env.table("numbers", Keys::numbers);
    std::uint64_t key = 0;
    for (int commit = 0; commit < 12; ++commit) {
      int filled = 0;
      ASSERT_EQ(env.write([&](LmdbWrite& write) {
        for (std::uint64_t row = 1; row <= rows; ++row)
          write.append(table, key + row, bytes(std::string(500, 'x')));
        ++filled;
      }),
                Durability::durable);
      full_at_commit += filled - 1;
      key += rows;
    }
    const LmdbRead read{env};
    LmdbRows all{read, table, 1};
    for (std::uint64_t next = 1; next <= key; ++next) ASSERT_EQ(all.next()->key, next);
  }
  EXPECT_GT(full_at_commit, 0);
}

TEST(LmdbEnvTest, AMapThatCannotGrowIsInDoubtAndNotRead) {
  const TemporaryDirectory directory;
  EXPECT_TRUE(in_a_child([&] {
    LmdbEnv env{directory.path(), LmdbEnv::Mode::use, std::uint64_t{64} << 20};
    const Table table = env.table("numbers", Keys::numbers);
    if (append(env, table, 1, "one") != Durability::durable) return false;
    // Less than the double of the map.
    bursar::tests::limit_address_space(std::uint64_t{100} << 20);
    std::uint64_t key = 2;
    const std::string row(std::size_t{8} << 20, 'x');
    while (key < 20 && append(env, table, key, row) == Durability::durable) ++key;
    if (key == 20 || !env.in_doubt()) return false;
    try {
      const LmdbRead read{env};
      return false;
    } catch (const Corrupt&) {
      return true;
    }
  }));
  LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
  const Table table = env.table("numbers", Keys::numbers);
  EXPECT_GT(LmdbRead{env}.last(table)->key, 1U);
}

TEST(LmdbEnvTest, TheMapGrowsUnderReaders) {
  const TemporaryDirectory directory;
  LmdbEnv env{directory.path(), LmdbEnv::Mode::use, 64 << 10};
  const Table table = env.table("numbers", Keys::numbers);
  std::atomic<bool> done = false;
  std::atomic<std::uint64_t> wrong = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!done) {
        const LmdbRead read{env};
        const auto last = read.last(table);
        if (last && text(last->value) != std::string(6'000, 'x')) ++wrong;
      }
    });
  for (std::uint64_t key = 1; key <= 100; ++key)
    EXPECT_EQ(append(env, table, key, std::string(6'000, 'x')), Durability::durable);
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0U);
}

TEST(LmdbEnvTest, MoreReadersThanSlotsWaitTheirTurn) {
  const TemporaryDirectory directory;
  LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
  const Table table = env.table("numbers", Keys::numbers);
  ASSERT_EQ(append(env, table, 1, "one"), Durability::durable);
  std::atomic<int> read_it = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 200; ++i)
    readers.emplace_back([&] {
      const LmdbRead read{env};
      std::this_thread::yield();
      if (text(*read.find(table, 1)) == "one") ++read_it;
    });
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(read_it, 200);
}

TEST(LmdbEnvTest, ASnapshotDoesNotSeeWhatIsCommittedLater) {
  const TemporaryDirectory directory;
  LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
  const Table table = env.table("numbers", Keys::numbers);
  const LmdbRead before{env};
  ASSERT_EQ(append(env, table, 1, "one"), Durability::durable);
  EXPECT_FALSE(before.find(table, 1));
  EXPECT_TRUE(LmdbRead{env}.find(table, 1));
}

TEST(LmdbEnvTest, ACommitThatFailsIsUnknownAndSoIsAllAfterIt) {
  const TemporaryDirectory directory;
  EXPECT_TRUE(in_a_child([&] {
    LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
    const Table table = env.table("numbers", Keys::numbers);
    if (append(env, table, 1, "one") != Durability::durable) return false;
    bursar::tests::limit_file_size(std::filesystem::file_size(env.file()));
    return append(env, table, 2, std::string(100'000, 'x')) == Durability::unknown &&
           env.in_doubt() && append(env, table, 2, "") == Durability::unknown;
  }));
  LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
  const Table table = env.table("numbers", Keys::numbers);
  EXPECT_EQ(LmdbRead{env}.last(table)->key, 1U);
}

TEST(LmdbEnvTest, AnExceptionWhileFillingWritesNothing) {
  const TemporaryDirectory directory;
  LmdbEnv env{directory.path(), LmdbEnv::Mode::use, roomy};
  const Table table = env.table("numbers", Keys::numbers);
  EXPECT_THROW(static_cast<void>(env.write([&](LmdbWrite& write) {
                 write.append(table, 1, bytes("one"));
                 throw std::runtime_error{"thought better of it"};
               })),
               std::runtime_error);
  EXPECT_FALSE(LmdbRead{env}.last(table));
  EXPECT_EQ(append(env, table, 1, "one"), Durability::durable);
}

}  // namespace
}  // namespace bursar::persistence::lmdb_env_test
