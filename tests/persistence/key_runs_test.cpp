#include "persistence/key_runs.hpp"

#include "persistence/errors.hpp"
#include "tests/persistence/failing_disk.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/support/temporary_directory.hpp"

#include <algorithm>
#include <fstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::key_runs_test {
namespace {

namespace fs = std::filesystem;
using tests::DiskCall;
using tests::Effect;

constexpr JournalMark journal = {4};
constexpr std::int64_t hour_ms = 3'600'000;
const std::atomic<bool> going_on = false;

std::uint64_t hash_of(std::uint64_t sequence) {
  return sequence * 0x9E3779B97F4A7C15ULL;
}

class KeyRunsTest : public testing::Test {
 protected:
  KeyRunsTest() { crypto::start(); }
  ~KeyRunsTest() override { tests::mend_disk(); }

  KeyRuns open() const {
    return KeyRuns{{.directory = directory_.path() / "keys",
                    .journal = journal,
                    .run_rows_max = 100,
                    .run_ms_max = 6 * hour_ms}};
  }

  /// A row for every sequence, one a second.
  static void add(KeyRuns& runs, std::uint64_t first, std::uint64_t last) {
    std::vector<KeyRow> rows;
    for (std::uint64_t n = first; n <= last; ++n) rows.push_back({hash_of(n), n});
    std::ranges::sort(rows);
    runs.adopt(runs.write(span(first, last), rows));
  }
  static KeySpan span(std::uint64_t first, std::uint64_t last) {
    return {{first},
            {last},
            {static_cast<std::int64_t>(first) * 1'000},
            {static_cast<std::int64_t>(last) * 1'000}};
  }

  static std::uint64_t known_until(const KeyRuns& runs) {
    std::uint64_t next = 1;
    for (const auto& run : runs.runs()) {
      if (run->span().first.value != next) return next - 1;
      for (; next <= run->span().last.value; ++next)
        if (run->find(hash_of(next)) != std::vector{ledger::Sequence{next}}) return next - 1;
    }
    return next - 1;
  }
  static std::vector<std::uint64_t> sizes(const KeyRuns& runs) {
    std::vector<std::uint64_t> sizes;
    for (const auto& run : runs.runs()) sizes.push_back(run->rows());
    return sizes;
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator{directory_.path() / "keys"}, {}));
  }

  tests::TemporaryDirectory directory_;
};

TEST_F(KeyRunsTest, RunsAreThereAgainAfterAStart) {
  {
    KeyRuns runs = open();
    add(runs, 1, 10);
    add(runs, 11, 30);
  }
  EXPECT_EQ(known_until(open()), 30U);
}

TEST_F(KeyRunsTest, NeighboursOfAboutASizeAreMerged) {
  KeyRuns runs = open();
  for (std::uint64_t n = 0; n < 8; ++n) {
    add(runs, n * 10 + 1, n * 10 + 10);
    while (runs.merge(going_on)) {
    }
  }
  EXPECT_EQ(known_until(runs), 80U);
  EXPECT_LE(runs.runs().size(), 3U);
  EXPECT_EQ(files(), runs.runs().size());
  EXPECT_EQ(known_until(open()), 80U);
}

TEST_F(KeyRunsTest, MergingMakesNoLargerRunThanItMay) {
  KeyRuns runs = open();
  for (std::uint64_t n = 0; n < 30; ++n) {
    add(runs, n * 10 + 1, n * 10 + 10);
    while (runs.merge(going_on)) {
    }
  }
  EXPECT_EQ(known_until(runs), 300U);
  for (const std::uint64_t size : sizes(runs)) EXPECT_LE(size, 100U);
  EXPECT_LE(runs.runs().size(), 8U);
}

TEST_F(KeyRunsTest, MergingMakesNoRunOfMoreThanSixHours) {
  KeyRuns runs = open();
  const auto at = [](std::int64_t hours) { return ledger::Time{hours * hour_ms}; };
  for (std::uint64_t n = 1; n <= 48; ++n) {
    const auto hour = static_cast<std::int64_t>(n);
    const std::vector<KeyRow> row = {{hash_of(n), n}};
    runs.adopt(runs.write({{n}, {n}, at(hour), at(hour)}, row));
    while (runs.merge(going_on)) {
    }
  }
  EXPECT_EQ(known_until(runs), 48U);
  EXPECT_LE(runs.runs().size(), 16U);
  for (const auto& run : runs.runs()) EXPECT_LE(run->span().milliseconds(), 6 * hour_ms);
}

TEST_F(KeyRunsTest, WhatIsNotNextToEachOtherIsNotMerged) {
  KeyRuns runs = open();
  add(runs, 1, 10);
  add(runs, 21, 30);
  EXPECT_FALSE(runs.merge(going_on));
  add(runs, 11, 20);
  EXPECT_TRUE(runs.merge(going_on));
  EXPECT_EQ(known_until(runs), 30U);
}

TEST_F(KeyRunsTest, AMergeThatIsHurriedLeavesEverythingAsItWas) {
  KeyRuns runs = open();
  add(runs, 1, 10);
  add(runs, 11, 20);
  const std::atomic<bool> stopping = true;
  EXPECT_FALSE(runs.merge(stopping));
  EXPECT_EQ(sizes(runs), (std::vector<std::uint64_t>{10, 10}));
  EXPECT_EQ(files(), 2U);
}

TEST_F(KeyRunsTest, AMergeNoticesDamageAndKeepsTheRest) {
  KeyRuns runs = open();
  add(runs, 1, 10);
  add(runs, 11, 20);
  std::fstream{runs.runs()[0]->file(), std::ios::in | std::ios::out | std::ios::binary}
      .seekp(key_block_bytes + 5)
      .put('x');
  EXPECT_THROW(runs.merge(going_on), Corrupt);
  EXPECT_EQ(runs.damaged(), runs.runs()[0]);
  EXPECT_FALSE(runs.merge(going_on));
  EXPECT_EQ(runs.runs()[1]->find(hash_of(15)).size(), 1U);
}

TEST_F(KeyRunsTest, AFileThatIsNotWholeIsRemovedAtTheStart) {
  {
    KeyRuns runs = open();
    add(runs, 1, 10);
    add(runs, 11, 20);
    fs::resize_file(runs.runs()[1]->file(), 100);
  }
  std::ofstream{directory_.path() / "keys" / "21-30.keys.new"} << "half";
  EXPECT_EQ(known_until(open()), 10U);
  EXPECT_EQ(files(), 1U);
}

// Runs to a crash at every call that changes a file, and again with what the crash has left.
TEST_F(KeyRunsTest, ACrashAtAnyStepLosesNothingThatWasSaidToBeWritten) {
  const auto history = [](KeyRuns& runs) {
    const std::uint64_t from = known_until(runs);
    for (std::uint64_t n = from; n < from + 40; n += 10) {
      add(runs, n + 1, n + 10);
      while (runs.merge(going_on)) {
      }
    }
  };
  std::uint64_t crashes = 1;
  for (bool ended = true; ended; ++crashes) {
    const std::uint64_t before = known_until(open());
    ended = !tests::in_a_child([&] {
      KeyRuns runs = open();
      tests::break_disk({.call = DiskCall::any, .number = crashes, .effect = Effect::kills});
      history(runs);
      return true;
    });
    KeyRuns after = open();
    ASSERT_GE(known_until(after), before) << "crash " << crashes;
    EXPECT_EQ(known_until(after),
              after.runs().empty() ? 0 : after.runs().back()->span().last.value);
    EXPECT_EQ(files(), after.runs().size());
  }
  EXPECT_GT(crashes, 20U);
}

TEST_F(KeyRunsTest, AfterAnErrorAtAnyStepTheSameCanBeDoneAgain) {
  KeyRuns runs = open();
  std::uint64_t errors = 1;
  for (bool failed = true; failed; ++errors) {
    const std::uint64_t from = known_until(runs);
    tests::break_disk({.call = DiskCall::any, .number = errors});
    const auto try_twice = [&](auto deed) {
      try {
        deed();
      } catch (const Unusable&) {
        deed();
      }
    };
    for (std::uint64_t n = from; n < from + 30; n += 10) {
      try_twice([&] { add(runs, n + 1, n + 10); });
      try_twice([&] {
        while (runs.merge(going_on)) {
        }
      });
    }
    failed = tests::disk_failed();
    tests::mend_disk();
    ASSERT_EQ(known_until(runs), from + 30) << "error " << errors;
    ASSERT_EQ(known_until(open()), from + 30) << "error " << errors;
  }
  EXPECT_GT(errors, 10U);
}

}  // namespace
}  // namespace bursar::persistence::key_runs_test
