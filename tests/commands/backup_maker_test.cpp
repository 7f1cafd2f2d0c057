#include "commands/backup_maker.hpp"

#include "commands/evidence_audit.hpp"
#include "telemetry/log.hpp"
#include "tests/commands/disputed.hpp"
#include "tests/persistence/written.hpp"

#include <atomic>
#include <fstream>
#include <future>

#include <gtest/gtest.h>

namespace bursar::commands::backup_maker_test {
namespace {

using actors::BackupCall;
using actors::NoBackup;
using Outcome = std::expected<actors::BackupMade, NoBackup>;
namespace fs = std::filesystem;

constexpr ledger::Time noon{1'795'608'000'000};

/// Hears of one call.
class Asked final : public actors::Recipient {
 public:
  Asked(BackupMaker& maker, const fs::path& to) {
    auto call = std::make_shared<BackupCall>();
    call->to = to;
    call->address(*this, 0);
    maker.make(std::move(call));
  }
  /// Waits for it.
  Outcome outcome() { return told_.get_future().get(); }

  void answered(actors::CallPtr call, std::uint64_t) noexcept override {
    told_.set_value(static_cast<BackupCall&>(*call).outcome);
  }
  void lost(std::uint64_t) noexcept override {
    told_.set_value(std::unexpected{NoBackup{.why = "lost"}});
  }

 private:
  std::promise<Outcome> told_;
};

/// A backup asks for the time between copying and verifying; a test may keep it there.
class BackupMakerTest : public testing::Test {
 protected:
  BackupMakerTest() {
    telemetry::set_log_sink([](std::string_view) {});
  }
  ~BackupMakerTest() override { telemetry::set_log_sink({}); }

  BackupMaker::Options options() {
    return {.data = written_.directory(),
            .now =
                [this] {
                  if (!keep_) return noon;
                  copied_.set_value();
                  go_on_.get_future().wait();
                  return noon;
                },
            .disk_nearly_full = [this] { return std::exchange(nearly_full_, then_nearly_full_); },
            .after_answer = [this] { ++answers_; }};
  }
  fs::path place(const char* name) const { return written_.place() / name; }
  bool nothing_at(const fs::path& to) const {
    return !fs::exists(to) && !fs::exists(fs::path{to} += ".partial");
  }
  void expect_refused(BackupMaker& maker, const fs::path& to, std::string_view why) {
    const Outcome outcome = Asked{maker, to}.outcome();
    ASSERT_FALSE(outcome) << to;
    EXPECT_EQ(outcome.error().reason, NoBackup::Reason::refused);
    EXPECT_NE(outcome.error().why.find(why), std::string::npos) << outcome.error().why;
  }

  tests::Written written_{200};
  std::unique_ptr<persistence::Journal> journal_ = persistence::open_journal(written_.options());
  std::atomic<bool> keep_ = false;
  std::promise<void> copied_;
  std::promise<void> go_on_;
  bool nearly_full_ = false;
  bool then_nearly_full_ = false;
  std::atomic<int> answers_ = 0;
};

TEST_F(BackupMakerTest, ABackupIsCompleteWhenItIsAnswered) {
  BackupMaker maker{options(), *journal_};
  const Outcome made = Asked{maker, place("backup")}.outcome();
  ASSERT_TRUE(made) << made.error().why;
  EXPECT_EQ(made->made_at, noon);
  EXPECT_EQ(made->last, written_.records().back().sequence);
  const auto manifest = persistence::read_manifest(place("backup"));
  EXPECT_EQ(manifest.chain_hash, made->chain_hash);
  EXPECT_EQ(tests::records_of(place("backup") / "journal"), written_.records());
  EXPECT_TRUE((Asked{maker, place("another")}.outcome())) << "it makes one after the other";
}

TEST_F(BackupMakerTest, OneIsMadeAtATime) {
  BackupMaker maker{options(), *journal_};
  keep_ = true;
  Asked first{maker, place("first")};
  copied_.get_future().wait();
  expect_refused(maker, place("second"), "another backup is being made");
  EXPECT_TRUE(nothing_at(place("second")));
  keep_ = false;
  go_on_.set_value();
  EXPECT_TRUE(first.outcome());
  EXPECT_TRUE((Asked{maker, place("second")}.outcome()));
}

TEST_F(BackupMakerTest, WhatIsUnderWayIsGivenUpWhenTheEngineStops) {
  BackupMaker maker{options(), *journal_};
  keep_ = true;
  Asked asked{maker, place("backup")};
  copied_.get_future().wait();
  maker.give_up();
  go_on_.set_value();
  const Outcome outcome = asked.outcome();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason, NoBackup::Reason::broke);
  EXPECT_TRUE(nothing_at(place("backup"))) << "before it is answered";
  expect_refused(maker, place("later"), "the engine is stopping");
}

TEST_F(BackupMakerTest, OneThatFillsTheEnginesDiskIsGivenUp) {
  then_nearly_full_ = true;
  {
    BackupMaker maker{options(), *journal_};
    const Outcome outcome = Asked{maker, place("backup")}.outcome();
    ASSERT_FALSE(outcome);
    EXPECT_NE(outcome.error().why.find("nearly full"), std::string::npos) << outcome.error().why;
    EXPECT_TRUE(nothing_at(place("backup")));
  }
  BackupMaker maker{options(), *journal_};
  EXPECT_TRUE((Asked{maker, place("backup")}.outcome())) << "it was so before: not by the backup";
}

TEST_F(BackupMakerTest, WhereItCannotBeItIsRefused) {
  BackupMaker maker{options(), *journal_};
  fs::create_directory(place("taken"));
  std::ofstream{place("taken") / "diary"} << "mine";
  expect_refused(maker, place("taken"), "not empty");
  expect_refused(maker, written_.directory() / "backup", "which it is to be apart from");
  expect_refused(maker, place("taken") / "diary" / "backup", "");
}

TEST_F(BackupMakerTest, EveryAnswerWakesWhoeverWaitsForIt) {
  {
    BackupMaker maker{options(), *journal_};
    EXPECT_TRUE(Asked(maker, place("backup")).outcome());
    EXPECT_FALSE(Asked(maker, place("backup")).outcome());
  }
  EXPECT_EQ(answers_, 2);
}

/// Two pieces of evidence are part of it.
class EvidenceBackupTest : public testing::Test, protected tests::Disputed {
 protected:
  EvidenceBackupTest() {
    telemetry::set_log_sink([](std::string_view) {});
  }
  ~EvidenceBackupTest() override { telemetry::set_log_sink({}); }

  Outcome made() {
    const auto open = persistence::open_journal(journal());
    BackupMaker maker{{.data = data().path, .now = [] { return noon; }}, *open};
    return Asked{maker, to_}.outcome();
  }
  void expect_none(ledger::Sequence record, const char* content, const std::string& what) {
    const Outcome outcome = made();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().reason, NoBackup::Reason::broke);
    const std::string& why = outcome.error().why;
    EXPECT_TRUE(why.starts_with("evidence of record " + std::to_string(record.value) + ", "))
        << why;
    EXPECT_TRUE(why.ends_with("evidence/" + file_of(content).filename().string() + what)) << why;
    EXPECT_FALSE(fs::exists(to_));
  }
  void restore() const {
    const auto journal = persistence::ClosedJournal{to_ / "journal"};
    persistence::verify_backup(journal, persistence::read_manifest(to_), {},
                               required_evidence(to_ / "evidence"));
  }

  const fs::path to_ = place() / "backup";
};

TEST_F(EvidenceBackupTest, EveryPieceIsInIt) {
  const Outcome outcome = made();
  ASSERT_TRUE(outcome) << outcome.error().why;
  restore();
  for (const char* content : {"nothing came", "it came late"})
    EXPECT_TRUE(fs::exists(to_ / "evidence" / file_of(content).filename()));
}

TEST_F(EvidenceBackupTest, OnePieceThatLacksIsToldAndThereIsNone) {
  fs::remove(file_of("it came late"));
  expect_none(second(), "it came late", " is not there");
}

TEST_F(EvidenceBackupTest, OnePieceThatWasChangedIsToldAndThereIsNone) {
  std::ofstream{file_of("nothing came")} << "nothing cane";
  expect_none(first(), "nothing came",
              " is not what was shown: its size or its SHA-256 is another");
}

TEST_F(EvidenceBackupTest, ADirectoryThatIsGoneIsNotNothing) {
  fs::remove_all(data().evidence());
  expect_none(first(), "nothing came", " is not there");
}

TEST_F(EvidenceBackupTest, WhatItLostSinceIsToldWhenItIsRestored) {
  ASSERT_TRUE(made());
  fs::remove_all(to_ / "evidence");
  EXPECT_THROW(restore(), persistence::Corrupt);
}

}  // namespace
}  // namespace bursar::commands::backup_maker_test
