#include "crypto/hash.hpp"
#include "ledger/books_difference.hpp"
#include "persistence/errors.hpp"
#include "persistence/views.hpp"
#include "tests/persistence/random_history.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::persistence::views_opening_test {
namespace {

using namespace bursar;
using persistence::ViewsOptions;
using testing::HasSubstr;
namespace fs = std::filesystem;

class ViewsOpeningTest : public testing::Test {
 protected:
  ViewsOpeningTest() {
    crypto::start();
    for (int i = 0; i < 200; ++i) world_.fund(6, tests::amount("1.00"));
    make_views(options_, {.books = world_.books}, journal());
  }

  tests::SimulatedStore journal() const { return tests::SimulatedStore{world_.records}; }
  std::string why(const tests::SimulatedStore& journal) const {
    const auto opened = open_views(options_, journal, journal.last_sequence());
    return opened ? "good" : opened.error();
  }
  std::string why() const { return why(journal()); }
  std::string refusal(const tests::SimulatedStore& journal) const {
    try {
      return why(journal);
    } catch (const persistence::Unusable& unusable) {
      return unusable.what();
    }
  }
  fs::path file() const { return options_.directory / "data.mdb"; }

  tests::TemporaryDirectory directory_;
  ViewsOptions options_{.directory = directory_.path() / "views",
                        .map_size_bytes = std::uint64_t{1} << 26};
  tests::TwoOrganizations world_;
};

TEST_F(ViewsOpeningTest, GoodViewsAreOpenedAsTheyAre) {
  const auto opened = open_views(options_, journal(), world_.books.last());
  ASSERT_TRUE(opened);
  EXPECT_EQ(ledger::difference((*opened)->books(), world_.books), std::nullopt);
}

TEST_F(ViewsOpeningTest, ViewsBehindTheJournalAreGood) {
  world_.fund(6, tests::amount("1.00"));
  EXPECT_EQ(why(), "good");
}

TEST_F(ViewsOpeningTest, ViewsOfAnEmptyJournalAreGood) {
  make_views(options_, {}, tests::SimulatedStore{});
  EXPECT_EQ(why(tests::SimulatedStore{}), "good");
}

TEST_F(ViewsOpeningTest, MissingViewsAreSaidToBeMissing) {
  fs::remove_all(options_.directory);
  EXPECT_EQ(why(), "are missing");
}

TEST_F(ViewsOpeningTest, WhatViewsHaveSeenAndTheJournalHasNotWasLost) {
  world_.records.pop_back();
  EXPECT_THAT(refusal(journal()), HasSubstr("the journal has lost records: it ends with 202, and "
                                            "its views have seen record 203"));
  world_.records.clear();
  EXPECT_THAT(refusal(tests::SimulatedStore{}), HasSubstr("it ends with 0"));
}

TEST_F(ViewsOpeningTest, AJournalThatWentAnotherWayIsNotGoneOnWith) {
  tests::TwoOrganizations other;
  for (int i = 0; i < 300; ++i) other.fund(6, tests::amount("2.00"));
  const tests::SimulatedStore another{other.records};
  EXPECT_THAT(refusal(another), HasSubstr("another record 203 than its views have seen"));
  EXPECT_THAT(refusal(another), HasSubstr("remove " + options_.directory.string()));
}

TEST_F(ViewsOpeningTest, ClosedViewsAreReadAsTheyAre) {
  const auto books = persistence::read_views(options_.directory);
  ASSERT_TRUE(books) << books.error();
  EXPECT_EQ(ledger::difference(*books, world_.books), std::nullopt);
  fs::resize_file(file(), 20'000);
  EXPECT_THAT(persistence::read_views(options_.directory).error(), HasSubstr("are damaged"));
  EXPECT_EQ(persistence::read_views(directory_.path() / "none").error(), "are missing");
}

TEST_F(ViewsOpeningTest, AnUnknownFormatVersionIsNotRead) {
  {
    persistence::LmdbEnv env{options_.directory, persistence::LmdbEnv::Mode::use, 1 << 26};
    const persistence::ViewsTables tables{env};
    const std::uint64_t later = 99;
    ASSERT_EQ(env.write([&](persistence::LmdbWrite& write) {
      write.put(tables.meta, "format", persistence::key_bytes(later));
    }),
              persistence::Durability::durable);
  }
  EXPECT_EQ(why(), "have format version 99, this bursar makes version 11");
}

TEST_F(ViewsOpeningTest, ACutFileIsDamaged) {
  fs::resize_file(file(), fs::file_size(file()) / 2);
  EXPECT_THAT(why(), HasSubstr("are damaged: "));
}

TEST_F(ViewsOpeningTest, AFileThatIsNoViewsIsDamaged) {
  std::ofstream{file()} << "my diary";
  EXPECT_THAT(why(), HasSubstr("are damaged: "));
}

TEST_F(ViewsOpeningTest, MakingThemAgainReplacesWhateverIsThere) {
  std::ofstream{file()} << "my diary";
  const fs::path unfinished = directory_.path() / "views.partial";
  fs::create_directory(unfinished);
  std::ofstream{unfinished / "unfinished"} << "left by a crash";
  make_views(options_, {.books = world_.books}, journal());
  EXPECT_EQ(why(), "good");
  EXPECT_FALSE(fs::exists(unfinished));
}

}  // namespace
}  // namespace bursar::persistence::views_opening_test
