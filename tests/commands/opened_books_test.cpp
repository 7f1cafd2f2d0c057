#include "commands/opened_books.hpp"

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "telemetry/log.hpp"
#include "tests/support/temporary_directory.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bursar::commands::opened_books_test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;
using WallClock = OpenedBooks::WallClock;

constexpr std::int64_t minute_ms = 60'000;

class OpenedBooksTest : public testing::Test {
 protected:
  OpenedBooksTest() {
    crypto::start();
    telemetry::set_log_sink([](std::string_view) {});
    settings_.data.dir = (place_.path() / "data").string();
    settings_.journal.fill_ahead_mib = 0;
    settings_.journal.low_water_mib = 0;
  }
  ~OpenedBooksTest() override { telemetry::set_log_sink({}); }

  OpenedBooks open(WallClock wall_clock = WallClock::to_be_judged) {
    return OpenedBooks{settings_, DataDirectory::made(settings_), wall_clock};
  }

  /// A journal that begins so far from the wall clock. Returns when that is.
  ledger::Time begin(std::int64_t ahead_ms, bool close = true) {
    OpenedBooks opened = open();
    ledger::Record record{
        .sequence = {1},
        .time = {opened.clock.now().milliseconds + ahead_ms},
        .fact = ledger::Genesis{.permutation_key = {1},
                                .secrets_fingerprint = opened.secrets.fingerprint()}};
    const ledger::Record* const batch[] = {&record};
    EXPECT_EQ(opened.journal->append(batch, record.time), persistence::Durability::durable);
    if (close) opened.journal->close();
    return record.time;
  }

  tests::TemporaryDirectory place_;
  config::Settings settings_;
};

TEST_F(OpenedBooksTest, AnEmptyJournalIsNotJudgedByTheClock) {
  OpenedBooks opened = open();
  EXPECT_TRUE(opened.views->standing().last.none());
  EXPECT_NE(opened.operator_key_hash, crypto::Bytes<32>{});
}

TEST_F(OpenedBooksTest, GoesOnWhereAJournalEnds) {
  const ledger::Time begun = begin(0);
  OpenedBooks opened = open();
  EXPECT_EQ(opened.views->standing().last, ledger::Sequence{1})
      << "a clean end leaves nothing to say";
  EXPECT_EQ(opened.views->standing().last_time, begun);
}

TEST_F(OpenedBooksTest, AReplayEndsWhenThatIsAskedForAndALaterStartGoesOn) {
  constexpr std::uint64_t records = 70'000;
  {
    OpenedBooks opened = open();
    const ledger::Time now = opened.clock.now();
    for (std::uint64_t sequence = 1; sequence <= records; sequence += 1'000) {
      std::vector<ledger::Record> made;
      for (std::uint64_t i = 0; i < 1'000; ++i)
        made.push_back({.sequence = {sequence + i},
                        .time = now,
                        .fact = ledger::ClockAccepted{.from = now, .to = now}});
      if (sequence == 1)
        made.front().fact = ledger::Genesis{.permutation_key = {1},
                                            .secrets_fingerprint = opened.secrets.fingerprint()};
      std::vector<const ledger::Record*> batch;
      for (const ledger::Record& record : made) batch.push_back(&record);
      EXPECT_EQ(opened.journal->append(batch, now), persistence::Durability::durable);
    }
    opened.journal->close();
  }
  const DataDirectory data = DataDirectory::made(settings_);
  const auto yes = [] { return true; };
  EXPECT_THROW((OpenedBooks{settings_, data, WallClock::to_be_judged, yes}), StopAsked);
  OpenedBooks opened = open();
  EXPECT_FALSE(opened.journal->unclean());
  EXPECT_EQ(opened.views->standing().last, ledger::Sequence{records});
}

TEST_F(OpenedBooksTest, AClockThatIsBehindIsRefusedWithBothTimesAndNothingIsTouched) {
  const ledger::Time end = begin(minute_ms);
  for (int i = 0; i < 2; ++i)
    EXPECT_THAT([&] { open(); }, ThrowsMessage<persistence::Unusable>(
                                     AllOf(HasSubstr("the journal ends at " + ledger::text(end)),
                                           HasSubstr("--accept-clock"))));
  EXPECT_EQ(open(WallClock::accepted).views->standing().last, ledger::Sequence{2})
      << "of one acceptance";
}

TEST_F(OpenedBooksTest, AfterAnUncleanEndTheJournalSaysFromWhereItWasVerified) {
  begin(0, false);
  {
    OpenedBooks opened = open();
    EXPECT_EQ(opened.views->standing().last, ledger::Sequence{2});
    EXPECT_EQ(opened.journal->record({2})->fact,
              ledger::Fact{ledger::Recovered{.verified_from = {1}}});
    opened.journal->close();
  }
  EXPECT_EQ(open().views->standing().last, ledger::Sequence{2}) << "once";
}

TEST_F(OpenedBooksTest, OnceAcceptedTimeHoldsStillAndNobodyIsAskedAgain) {
  const ledger::Time end = begin(minute_ms);
  {
    OpenedBooks opened = open(WallClock::accepted);
    EXPECT_EQ(opened.clock.now(), end);
    EXPECT_EQ(opened.views->standing().last_time, end);
    EXPECT_LT(opened.views->standing().clock, end);
    opened.journal->close();
  }
  OpenedBooks again = open();
  EXPECT_EQ(again.views->standing().last, ledger::Sequence{2});
  EXPECT_EQ(again.clock.now(), end);
}

TEST_F(OpenedBooksTest, AClockThatIsFarAheadIsAcceptedAsItIs) {
  const ledger::Time end = begin(-8 * ledger::day_ms);
  EXPECT_THROW(open(), persistence::Unusable);
  OpenedBooks opened = open(WallClock::accepted);
  EXPECT_GE(opened.clock.now().milliseconds, end.milliseconds + 8 * ledger::day_ms);
  EXPECT_EQ(opened.views->standing().clock, opened.views->standing().last_time);
}

TEST_F(OpenedBooksTest, APlausibleClockNeedsNoRecordEvenWhenItIsAccepted) {
  begin(-6 * ledger::day_ms);
  EXPECT_EQ(open(WallClock::accepted).views->standing().last, ledger::Sequence{1});
}

// The record of the clock stands first: the other one is already made by the accepted time.
TEST_F(OpenedBooksTest, AnUncleanEndIsARecordBehindTheClocks) {
  const ledger::Time end = begin(minute_ms, false);
  EXPECT_THROW(open(), persistence::Unusable);
  OpenedBooks opened = open(WallClock::accepted);
  EXPECT_EQ(opened.views->standing().last, ledger::Sequence{3});
  const auto second = opened.journal->record({2});
  const auto third = opened.journal->record({3});
  ASSERT_TRUE(second && third);
  EXPECT_TRUE(std::holds_alternative<ledger::ClockAccepted>(second->fact));
  EXPECT_TRUE(std::holds_alternative<ledger::Recovered>(third->fact));
  EXPECT_EQ(third->time, end);
}

TEST_F(OpenedBooksTest, TheKeysOfAnotherDirectoryAreNotItsOwn) {
  begin(0);
  settings_.secrets.file = (place_.path() / "other.key").string();
  crypto::load_or_make_secrets(settings_.secrets.file);
  EXPECT_THAT([&] { open(); }, ThrowsMessage<persistence::Unusable>(HasSubstr("other.key")));
}

}  // namespace
}  // namespace bursar::commands::opened_books_test
