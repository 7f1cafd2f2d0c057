#include "persistence/lmdb_pages.hpp"

#include "persistence/errors.hpp"
#include "persistence/lmdb_env.hpp"
#include "tests/persistence/flipped.hpp"
#include "tests/support/temporary_directory.hpp"

#include <cstring>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::lmdb_pages_test {
namespace {

using namespace bursar;
using persistence::check_pages;
using persistence::Corrupt;
using persistence::Keys;
using persistence::LmdbEnv;
using persistence::LmdbWrite;
namespace fs = std::filesystem;

constexpr std::size_t page_bytes = 4'096;

class LmdbPagesTest : public testing::Test {
 protected:
  /// Several commits of rows of every size, so that there are branches, runs and free pages.
  void write(std::size_t commits, std::size_t row_bytes_max) {
    LmdbEnv env{environment_, LmdbEnv::Mode::use, std::uint64_t{1} << 30};
    const auto numbers = env.table("numbers", Keys::numbers);
    const auto words = env.table("words", Keys::words);
    for (std::size_t i = 0; i < commits; ++i)
      ASSERT_EQ(env.write([&](LmdbWrite& put) {
        for (std::size_t row = 0; row < 50; ++row) {
          const std::vector<std::byte> value(++key_ * 97 % row_bytes_max, std::byte{7});
          put.append(numbers, key_, value);
          put.put(words, "word " + std::to_string(key_ % 20), value);
        }
      }),
                persistence::Durability::durable);
  }

  fs::path file() const { return environment_ / "data.mdb"; }

  std::string found() const {
    try {
      check_pages(file());
      return "nothing";
    } catch (const Corrupt& corrupt) {
      return corrupt.what();
    }
  }

  static std::string without_numbers(const std::string& told) {
    return std::regex_replace(told, std::regex{".*damaged: it |[0-9]+"}, "");
  }

  std::string found_before_a_commit() const {
    try {
      persistence::check_commit_pages(file());
      return "nothing";
    } catch (const Corrupt& corrupt) {
      return corrupt.what();
    }
  }

  /// Where in the file the lowest row of each page of a kind lies, those of free pages too.
  std::vector<std::uint64_t> lowest_rows(char kind) const {
    std::ifstream in{file(), std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    std::vector<std::uint64_t> rows;
    for (const std::uint64_t page : pages_of_kind(kind)) {
      std::uint16_t upper = 0;
      std::memcpy(&upper, bytes.data() + page * page_bytes + 14, sizeof upper);
      rows.push_back(page * page_bytes + upper);
    }
    return rows;
  }

  /// What is told when a bit of the lowest row is flipped in one page after the other.
  std::set<std::string> found_in_lowest_rows(char kind, std::uint64_t at, unsigned bit) const {
    std::set<std::string> told;
    for (const std::uint64_t row : lowest_rows(kind)) {
      const tests::Flipped flipped{file(), row + at, bit};
      told.insert(without_numbers(found()));
    }
    return told;
  }

  /// Those from 2 on with these flags, the ones that are free by now too.
  std::vector<std::uint64_t> pages_of_kind(char flags) const {
    std::ifstream in{file(), std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    std::vector<std::uint64_t> pages;
    for (std::uint64_t page = 2; page * page_bytes < bytes.size(); ++page)
      if (bytes[page * page_bytes + 10] == flags) pages.push_back(page);
    return pages;
  }

  /// What is told when one of these bytes is changed in one page after the other.
  std::set<std::string> found_when_flipped(char kind, std::uint64_t from, std::uint64_t until,
                                           unsigned bit) const {
    std::set<std::string> told;
    for (const std::uint64_t page : pages_of_kind(kind))
      for (std::uint64_t at = from; at < until; ++at) {
        const tests::Flipped flipped{file(), page * page_bytes + at, bit};
        told.insert(without_numbers(found()));
      }
    return told;
  }

  tests::TemporaryDirectory directory_;
  fs::path environment_ = directory_.path();
  std::uint64_t key_ = 0;
};

TEST_F(LmdbPagesTest, AFreshFileIsWhole) {
  write(0, 1);
  EXPECT_EQ(found(), "nothing");
}

TEST_F(LmdbPagesTest, WhateverLmdbWroteIsWhole) {
  for (const std::size_t row_bytes_max : {10UL, 300UL, 2'500UL, 40'000UL}) {
    environment_ = directory_.path() / std::to_string(row_bytes_max);
    fs::create_directory(environment_);
    key_ = 0;
    for (const std::size_t commits : {1UL, 2UL, 40UL}) {
      write(commits, row_bytes_max);
      EXPECT_EQ(found(), "nothing") << row_bytes_max << " bytes, " << commits << " commits";
    }
  }
}

TEST_F(LmdbPagesTest, TellsHowFarItIs) {
  write(40, 40'000);
  std::uint64_t heard = 0;
  std::uint64_t whole = 0;
  check_pages(file(), [&](std::uint64_t done, std::uint64_t of) {
    EXPECT_GE(done, heard);
    heard = done;
    whole = of;
  });
  EXPECT_EQ(heard, whole);
  EXPECT_GT(whole, 4'096U);
}

TEST_F(LmdbPagesTest, WhatIsNoLmdbFileIsTold) {
  std::ofstream{file()} << std::string(3 * page_bytes, 'x');
  EXPECT_THAT(found(), testing::HasSubstr("a page 0 that is not what LMDB begins a file with"));
}

TEST_F(LmdbPagesTest, AMissingFileIsUnusable) {
  EXPECT_THROW(check_pages(file()), persistence::Unusable);
}

TEST_F(LmdbPagesTest, ATransactionThatIsNotTheLastIsTold) {
  write(5, 300);
  const tests::Flipped transaction{file(), page_bytes + 16 + 128, 5};
  EXPECT_THAT(found(), testing::HasSubstr("does not know which of its transactions is the last"));
}

// Whichever of its bits is flipped, in whichever of the two metas: no older transaction is passed
// off as the last, as long as the last one made the file longer.
TEST_F(LmdbPagesTest, AFlippedBitOfATransactionsNumberIsTold) {
  for (const std::size_t commits : {3UL, 4UL, 5UL, 6UL, 30UL, 31UL}) {
    environment_ = directory_.path() / std::to_string(commits);
    fs::create_directory(environment_);
    key_ = 0;
    write(commits, 300);
    ASSERT_EQ(found(), "nothing");
    for (const std::uint64_t meta : {0UL, 1UL})
      for (std::uint64_t bit = 0; bit < 64; ++bit) {
        const tests::Flipped flipped{file(), meta * page_bytes + 16 + 128 + bit / 8,
                                     static_cast<unsigned>(bit % 8)};
        EXPECT_THROW(persistence::check_commit_pages(file()), Corrupt) << meta << ' ' << bit;
      }
  }
}

// A free page is changed without consequence.
TEST_F(LmdbPagesTest, ABranchThatPointsElsewhereIsTold) {
  write(10, 300);
  EXPECT_THAT(found_in_lowest_rows(1, 0, 0), testing::Contains("has a page  that is used twice"));
  EXPECT_THAT(found_in_lowest_rows(1, 2, 3), testing::Contains("has a page  past its end"));
  EXPECT_THAT(found_when_flipped(1, 16, 40, 3),
              testing::Contains("has a page  with a row that is not in it"));
}

TEST_F(LmdbPagesTest, ALeafWhoseRowsAreElsewhereIsTold) {
  write(5, 300);
  EXPECT_THAT(found_when_flipped(2, 16, 18, 0),
              testing::IsSupersetOf({"has a page  with a row that is not in it",
                                     "has a page  with a row that reaches over its end",
                                     "has a page  whose rows do not lie side by side"}));
  EXPECT_THAT(found_in_lowest_rows(2, 4, 2), testing::Contains("has a page  with a row of flags "));
}

TEST_F(LmdbPagesTest, APageThatIsAnotherOneIsTold) {
  write(5, 300);
  for (const char kind : {'\1', '\2'})
    EXPECT_THAT(found_when_flipped(kind, 0, 8, 1),
                testing::UnorderedElementsAre("nothing", "has a page  that is another one"));
}

TEST_F(LmdbPagesTest, ARunOfAnotherLengthIsTold) {
  write(2, 40'000);
  EXPECT_THAT(found_when_flipped(4, 12, 16, 0),
              testing::UnorderedElementsAre("nothing", "has a page  of the wrong kind"));
}

TEST_F(LmdbPagesTest, ARowOfAnotherLengthIsToldAsLmdbWouldMoveTheOthersByIt) {
  write(5, 300);
  std::size_t told = 0;
  for (const std::uint64_t row : lowest_rows(2)) {
    const tests::Flipped flipped{file(), row, 3};
    const std::string of_all = found();
    const std::string before = found_before_a_commit();
    if (of_all.ends_with("whose rows do not lie side by side")) ++told;
    if (before != "nothing") {
      EXPECT_EQ(before, of_all);
    }
  }
  EXPECT_GT(told, 5U);
}

TEST_F(LmdbPagesTest, BeforeACommitTheFreePagesAndTheTablesAreLookedAtAndNoMore) {
  write(10, 300);
  EXPECT_EQ(found_before_a_commit(), "nothing");
  std::size_t only_of_all = 0;
  std::size_t of_both = 0;
  for (const std::uint64_t row : lowest_rows(2)) {
    const tests::Flipped flipped{file(), row, 3};
    if (found() == "nothing") continue;
    ++(found_before_a_commit() == "nothing" ? only_of_all : of_both);
  }
  EXPECT_GE(of_both, 2U) << "the free pages' leaf and the tables' leaf";
  EXPECT_GT(only_of_all, of_both);
}

}  // namespace
}  // namespace bursar::persistence::lmdb_pages_test
