#include "actors/replayed_wallet.hpp"

#include "tests/persistence/random_history.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::actors::replayed_wallet_test {
namespace {

using ledger::Paid;
using ledger::Record;
using ledger::Sequence;
using ledger::Time;

/// A journal of which some may be archived, counting what is read.
class ReplayedWalletTest : public testing::Test {
 protected:
  static constexpr ledger::AccountNumber wallet{6};
  static constexpr Time begin{1'000'000};

  /// Money that the wallet pays, or gets, so long after the beginning.
  void happens(std::int64_t milliseconds, ledger::Money paid) {
    Record record{.sequence = {records_.size() + 1}, .time = {begin.milliseconds + milliseconds}};
    if (paid > ledger::Money{}) {
      usage_.add(paid, record.time);
      record.fact = Paid{.payer = wallet,
                         .payee_external = "a shop",
                         .amount = *ledger::Amount::of(paid),
                         .usage_after = usage_};
    }
    record.entries = {{.account = wallet, .previous = last_}, {.account = {1}}};
    last_ = record.sequence;
    records_.push_back(record);
  }
  ReplayPolicy asking(ledger::PolicyTerms terms, std::int64_t from, std::int64_t to) const {
    return {.policy = std::make_shared<ledger::PolicyInForce>(
                ledger::PolicyInForce{.terms = std::move(terms)}),
            .from = {begin.milliseconds + from},
            .to = {begin.milliseconds + to}};
  }
  ReplayedWallet wallet_at(std::uint64_t position) const {
    return {.account = wallet, .last = last_, .position = position};
  }
  ReadRecord reading() {
    return [this](Sequence sequence) -> std::optional<Record> {
      ++reads_;
      if (sequence < first_kept_) return std::nullopt;
      return records_.at(sequence.value - 1);
    };
  }
  ledger::PolicyVerdicts verdicts(const ReplayPolicy& asked) {
    ReplayedWallet replayed = wallet_at(1);
    std::uint64_t left = 1'000;
    EXPECT_TRUE(replay(asked, reading(), replayed, left));
    return replayed.verdicts;
  }

  std::vector<Record> records_;
  Sequence last_ = {};
  Sequence first_kept_ = {1};
  ledger::Usage usage_ = {};
  std::uint64_t reads_ = 0;
};

constexpr ledger::Money dollar = ledger::Money::dollars(1);

TEST_F(ReplayedWalletTest, PaymentsOfThatTimeAreJudged) {
  for (const std::int64_t at : {0, 10, 20, 30}) happens(at, dollar);
  happens(35, {});
  const auto told = verdicts(asking({.max_per_tx = ledger::Money{}}, 10, 30));
  EXPECT_EQ(told.seen.payments, 2U);
  EXPECT_EQ(told.denied.payments, 2U);
  EXPECT_EQ(told.first_denied_at, Time{begin.milliseconds + 10});
}

TEST_F(ReplayedWalletTest, WhatWasPaidBeforeCountsInSumsAndVelocity) {
  for (const std::int64_t at : {0, 10, 20}) happens(at, dollar);
  EXPECT_EQ(verdicts(asking({.max_total = dollar + dollar}, 20, 30)).denied.payments, 1U);
  const auto velocity = [&](std::uint16_t count) {
    return verdicts(asking({.velocity = ledger::Velocity{count, 60}}, 20, 30)).denied.payments;
  };
  EXPECT_EQ(velocity(2), 1U);
  EXPECT_EQ(velocity(3), 0U);
}

TEST_F(ReplayedWalletTest, NoMoreIsReadThanCounts) {
  for (std::int64_t at = 0; at < 100; ++at) happens(at * 1'000, dollar);
  verdicts(asking({.max_per_tx = dollar}, 90'000, 95'000));
  EXPECT_EQ(reads_, 11U + 5U);  // back to the one before, and those five again
  reads_ = 0;
  verdicts(asking({.velocity = ledger::Velocity{3, 3'600}}, 90'000, 95'000));
  EXPECT_EQ(reads_, 13U + 5U);
  reads_ = 0;
  verdicts(asking({.velocity = ledger::Velocity{1'000, 20}}, 90'000, 95'000));
  EXPECT_EQ(reads_, 30U + 5U);  // the window's end
}

TEST_F(ReplayedWalletTest, AWalletWithMoreThanIsLeftIsNotJudged) {
  for (std::int64_t at = 0; at < 10; ++at) happens(at, dollar);
  ReplayedWallet replayed = wallet_at(1);
  std::uint64_t left = 9;
  EXPECT_FALSE(replay(asking({}, 0, 100), reading(), replayed, left));
  EXPECT_EQ(left, 9U);
  EXPECT_EQ(replayed.verdicts, ledger::PolicyVerdicts{});
  left = 10;
  EXPECT_TRUE(replay(asking({}, 0, 100), reading(), replayed, left));
  EXPECT_EQ(left, 0U);
}

TEST_F(ReplayedWalletTest, AWalletWhoseTimeWasArchivedIsNotJudged) {
  for (std::int64_t at = 0; at < 10; ++at) happens(at, dollar);
  first_kept_ = {5};
  ReplayedWallet replayed = wallet_at(1);
  std::uint64_t left = 100;
  EXPECT_FALSE(replay(asking({}, 0, 100), reading(), replayed, left));
  EXPECT_TRUE(replay(asking({}, 5, 100), reading(), replayed, left));
  EXPECT_EQ(replayed.verdicts.seen.payments, 5U);
}

TEST_F(ReplayedWalletTest, APageEndsBeforeAWalletForWhichTooLittleIsLeft) {
  for (std::int64_t at = 0; at < 10; ++at) happens(at, dollar);
  ReplayPolicy asked = asking({}, 0, 100);
  asked.records_max = 25;
  PolicyReplayed page;
  for (const std::uint64_t position : {9U, 7U, 5U}) page.wallets.push_back(wallet_at(position));
  replay_all(asked, reading(), page);
  ASSERT_EQ(page.wallets.size(), 2U);
  EXPECT_EQ(page.wallets[1].position, 7U);
  EXPECT_EQ(page.next, 6U);  // with the one at 5
}

TEST_F(ReplayedWalletTest, AWalletThatNoPageCanJudgeIsToldAndEndsItsPage) {
  for (std::int64_t at = 0; at < 10; ++at) happens(at, dollar);
  ReplayPolicy asked = asking({}, 0, 100);
  asked.records_max = 5;
  PolicyReplayed page{.wallets = {wallet_at(9), wallet_at(7)}, .next = 0};
  replay_all(asked, reading(), page);
  ASSERT_EQ(page.wallets.size(), 1U);
  EXPECT_FALSE(page.wallets[0].complete);
  EXPECT_EQ(page.next, 9U);  // with the one at 7
  page = {.wallets = {wallet_at(7)}, .next = 0};
  replay_all(asked, reading(), page);
  EXPECT_FALSE(page.wallets.at(0).complete);
  EXPECT_EQ(page.next, 0U);
}

TEST_F(ReplayedWalletTest, WalletsThatPaidNothingThenAreNotTold) {
  happens(0, dollar);
  happens(50, {});
  PolicyReplayed page{.wallets = {wallet_at(9)}, .next = 4};
  replay_all(asking({}, 10, 100), reading(), page);
  EXPECT_TRUE(page.wallets.empty());
  EXPECT_EQ(page.next, 4U);
}

// All that a history's wallets paid, between any two times, is seen once.
RC_GTEST_PROP(ReplayedWalletProperty, EveryPaymentOfThatTimeIsSeenOnce, ()) {
  tests::RandomHistory history;
  history.go_on(*rc::gen::inRange<std::size_t>(0, 60));
  const std::int64_t end = history.now.milliseconds + 1;
  const std::int64_t first = history.records.front().time.milliseconds;
  const Time from{*rc::gen::inRange(first, end)};
  const Time to{*rc::gen::inRange(from.milliseconds, end) + 1};
  const ReplayPolicy asked{
      .policy = std::make_shared<ledger::PolicyInForce>(), .from = from, .to = to};
  const ReadRecord read = [&](Sequence sequence) -> std::optional<Record> {
    return history.records.at(sequence.value - 1);
  };
  for (const auto& [account, wallet] : history.books.wallets) {
    ReplayedWallet replayed{.account = account, .last = history.books.accounts[account.value].last};
    std::uint64_t left = 10'000;
    RC_ASSERT(replay(asked, read, replayed, left));
    const auto paid_then = std::ranges::count_if(history.records, [&](const Record& record) {
      const auto* paid = std::get_if<Paid>(&record.fact);
      if (paid == nullptr || paid->payer != account) return false;
      const Time at = paid->counted_at == Time{} ? record.time : paid->counted_at;
      return at >= from && at < to;
    });
    RC_ASSERT(std::cmp_equal(replayed.verdicts.seen.payments, paid_then));
    RC_ASSERT(replayed.verdicts.denied.payments == 0U);
  }
}

}  // namespace
}  // namespace bursar::actors::replayed_wallet_test
