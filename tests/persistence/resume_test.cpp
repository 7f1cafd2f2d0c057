#include "persistence/resume.hpp"

#include "crypto/hash.hpp"
#include "ledger/books_difference.hpp"
#include "tests/persistence/batches.hpp"
#include "tests/persistence/flipped.hpp"
#include "tests/persistence/in_a_child.hpp"
#include "tests/persistence/random_history.hpp"
#include "tests/persistence/rewritten.hpp"
#include "tests/support/temporary_directory.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::resume_test {
namespace {

using namespace bursar;
using persistence::Durability;
using persistence::Resumed;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

class ResumeTest : public testing::Test {
 protected:
  ResumeTest() {
    crypto::start();
    for (int i = 0; i < 100; ++i) world_.fund(6, tests::amount("1.00"));
    go_on();
  }

  /// What the world has done goes into the journal.
  void go_on() { ASSERT_TRUE(tests::append_all(*journal_, world_.records, 9)); }

  Resumed resume() {
    why_.clear();
    options_.remaking = [this](const std::string& why) { why_.push_back(why); };
    return persistence::resume(*journal_, options_);
  }
  void expect_all_of_it(const Resumed& resumed) const {
    EXPECT_EQ(ledger::difference(resumed.views->books(), world_.books), std::nullopt);
    EXPECT_EQ(resumed.views->watermark(), world_.books.last());
  }

  tests::TemporaryDirectory directory_;
  const persistence::JournalOptions journal_options_{.directory = directory_.path() / "journal",
                                                     .fill_ahead_bytes = 0};
  std::unique_ptr<persistence::Journal> journal_ = persistence::open_journal(journal_options_);
  persistence::ResumeOptions options_{.views = {.directory = directory_.path() / "views",
                                                .map_size_bytes = std::uint64_t{1} << 26}};
  tests::TwoOrganizations world_;
  std::vector<std::string> why_;
};

TEST_F(ResumeTest, WithoutViewsTheWholeJournalIsReadAndTheyAreMade) {
  const Resumed resumed = resume();
  EXPECT_EQ(resumed.records, world_.records.size());
  EXPECT_THAT(why_, ElementsAre("are missing"));
  expect_all_of_it(resumed);
}

TEST_F(ResumeTest, WithGoodViewsOnlyWhatTheyLackIsRead) {
  resume();
  for (int i = 0; i < 5; ++i) world_.fund(13, tests::amount("1.00"));
  go_on();
  const Resumed resumed = resume();
  EXPECT_EQ(resumed.records, 5U);
  EXPECT_THAT(why_, IsEmpty());
  expect_all_of_it(resumed);
  EXPECT_EQ(resume().records, 0U);
}

TEST_F(ResumeTest, TheViewsGoOnFromThere) {
  resume();
  Resumed resumed = resume();
  world_.fund(13, tests::amount("1.00"));
  go_on();
  ASSERT_EQ(resumed.views->follow(10), Durability::durable);
  expect_all_of_it(resumed);
}

TEST_F(ResumeTest, AnEmptyJournalGetsViewsOfNothing) {
  const auto empty = persistence::open_journal({.directory = directory_.path() / "empty"});
  EXPECT_TRUE(persistence::resume(*empty, options_).views->books().last().none());
  const Resumed again = persistence::resume(*empty, options_);
  EXPECT_EQ(again.views->watermark().value, 0U);
}

TEST_F(ResumeTest, ViewsOfAnEmptyJournalFollowItFromItsFirstRecord) {
  const auto young = persistence::open_journal({.directory = directory_.path() / "young"});
  persistence::resume(*young, options_);
  ASSERT_TRUE(tests::append_all(*young, world_.records, 9));
  expect_all_of_it(persistence::resume(*young, options_));
}

TEST_F(ResumeTest, ABitFlippedAnywhereInTheViewsIsNoticedOrChangesNothing) {
  resume();
  const fs::path file = options_.views.directory / "data.mdb";
  const fs::path kept = directory_.path() / "kept";
  fs::copy_file(file, kept);
  for (std::uint64_t at = 1; at < fs::file_size(kept); at += 997) {
    SCOPED_TRACE(at);
    fs::copy_file(kept, file, fs::copy_options::overwrite_existing);
    const tests::Flipped flipped{file, at, static_cast<unsigned>(at % 8)};
    // In a process of its own: a wild read would end it.
    ASSERT_TRUE(tests::in_a_child([&] {
      const Resumed resumed = resume();
      return !ledger::difference(resumed.views->books(), world_.books);
    }));
  }
}

TEST_F(ResumeTest, ACutFileIsMadeAnew) {
  resume();
  const fs::path file = options_.views.directory / "data.mdb";
  fs::resize_file(file, fs::file_size(file) - 4'096);
  expect_all_of_it(resume());
  EXPECT_THAT(why_, ElementsAre(HasSubstr("are damaged: ")));
}

TEST_F(ResumeTest, DamageInTheJournalsTailIsNotTakenForTheViews) {
  resume();
  world_.fund(13, tests::amount("1.00"));
  go_on();
  journal_->close();
  journal_.reset();
  tests::rewrite(journal_options_.directory, [](tests::Rows& records, tests::Rows&) {
    records.rbegin()->second[20] ^= std::byte{4};
  });
  journal_ = persistence::open_journal(journal_options_);
  EXPECT_THROW(resume(), persistence::Corrupt);
  EXPECT_THAT(why_, IsEmpty());
}

}  // namespace
}  // namespace bursar::persistence::resume_test
