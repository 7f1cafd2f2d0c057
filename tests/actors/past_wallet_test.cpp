#include "actors/past_wallet.hpp"

#include "tests/ledger/two_organizations.hpp"
#include "tests/support/amounts.hpp"

#include <cstdint>
#include <map>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::past_wallet_test {
namespace {

using ledger::PastPoint;
using tests::amount;

constexpr ledger::AccountNumber wallet{5};

/// Keeps a wallet's milestones up to a watermark, as the views do.
class Milestones final : public WalletStates {
 public:
  std::optional<ledger::WalletState> load(ledger::AccountNumber) const override { return state; }
  std::optional<KeptState> milestone(ledger::AccountNumber account,
                                     std::uint64_t n) const override {
    const auto found = kept.find(n);
    if (account != wallet || found == kept.end()) return std::nullopt;
    return found->second;
  }
  ledger::Sequence watermark() const override { return {}; }

  std::map<std::uint64_t, KeptState> kept;
  std::optional<ledger::WalletState> state;
};

class PastWalletTest : public testing::Test {
 protected:
  PastWalletTest() {
    world_.fund(wallet.value, amount("1000.00"));
    remember();
  }

  void pay(int times, bool kept = true) {
    for (int i = 0; i < times; ++i) {
      world_.now.milliseconds += 10;
      world_.commit(world_
                        .decide(wallet.value, {.payer = tests::address_of(wallet.value),
                                               .payee_external = "shop",
                                               .amount = amount("0.01")})
                        .value());
      remember();
      const ledger::WalletState& state = then_.back();
      if (kept && state.transaction_count % milestone_entries == 0)
        states_.kept[state.transaction_count / milestone_entries] = {state, last()};
    }
  }

  /// The n-th state that was remembered, asked for by its time and by its number.
  void expect_as_it_was(std::size_t n) {
    const ledger::Record& record = world_.records[first_ + n];
    for (const PastPoint& point :
         {PastPoint{record.time}, PastPoint{record.organizations[0].sequence}}) {
      const auto found = at(point);
      ASSERT_TRUE(found) << n;
      EXPECT_EQ(found->posted, then_[n].posted) << n;
      EXPECT_EQ(found->total_spent, then_[n].total_spent);
      EXPECT_EQ(found->transaction_count, then_[n].transaction_count);
    }
  }

  ledger::Result<ledger::WalletState> at(const PastPoint& point) {
    reads_ = 0;
    WalletView now;
    now.state = then_.back();
    now.last = last();
    return past_wallet(
        now, point, states_,
        [this](ledger::Sequence sequence) {
          ++reads_;
          const bool gone = sequence.value <= unreadable_ || sequence < kept_from_;
          return gone ? std::nullopt : std::optional{world_.records[sequence.value - 1]};
        },
        kept_from_);
  }

  void remember() {
    if (then_.empty()) first_ = world_.records.size() - 1;
    then_.push_back(world_.wallet(wallet.value).state());
  }
  ledger::Sequence last() const { return world_.books.last(); }

  tests::TwoOrganizations world_;
  Milestones states_;
  std::vector<ledger::WalletState> then_;
  std::size_t first_ = 0;
  std::size_t reads_ = 0;
  std::uint64_t unreadable_ = 0;
  ledger::Sequence kept_from_ = {1};
};

TEST_F(PastWalletTest, AShortPastIsWalkedBack) {
  pay(20);
  for (std::size_t n = 0; n < then_.size(); ++n) expect_as_it_was(n);
}

TEST_F(PastWalletTest, ALongOneIsWalkedFromTheNextMilestone) {
  pay(5'000);
  for (const std::size_t n : {0UL, 254UL, 255UL, 256UL, 510UL, 511UL, 512UL, 2'600UL, 4'999UL}) {
    expect_as_it_was(n);
    EXPECT_LE(reads_, milestone_entries + 8) << n;
  }
}

TEST_F(PastWalletTest, WhereMilestonesLagTheirNewestIsNotNeeded) {
  pay(1'500);
  pay(1'000, false);
  for (const std::size_t n : {10UL, 1'400UL, 1'499UL, 2'000UL, 2'499UL}) expect_as_it_was(n);
}

TEST_F(PastWalletTest, FartherThanTheBoundIsNotWalked) {
  pay(3'000, false);
  expect_as_it_was(3'000 - past_records_max + 20);
  EXPECT_FALSE(at(world_.records[first_ + 10].time));
  EXPECT_LE(reads_, past_records_max);
}

TEST_F(PastWalletTest, BeforeItsFirstRecordAWalletHadNothing) {
  pay(300);
  const auto before = at(ledger::Time{0});
  ASSERT_TRUE(before);
  EXPECT_TRUE(before->posted.zero());
  EXPECT_EQ(before->transaction_count, 0U);
}

TEST_F(PastWalletTest, WhatIsArchivedIsRefusedAndWhatIsKeptIsToldAsBefore) {
  pay(5'000);
  states_.state = then_.back();
  const std::size_t border = 2'100;
  kept_from_ = {first_ + border + 1};
  const auto expect_told = [&] {
    for (const std::size_t n : {border, border + 1, border + 300, std::size_t{4'999}}) {
      expect_as_it_was(n);
      EXPECT_LE(reads_, milestone_entries + 8) << n;
    }
    for (const std::size_t n : {std::size_t{0}, std::size_t{700}, border - 1}) {
      EXPECT_EQ(at(world_.records[first_ + n].time).error().code, ledger::Errc::history_archived);
      EXPECT_EQ(at(world_.records[first_ + n].organizations[0].sequence).error().code,
                ledger::Errc::history_archived);
    }
  };
  expect_told();
  // As views that were made anew from a checkpoint have it: no milestone of what is archived.
  std::erase_if(states_.kept, [&](const auto& one) { return one.second.last < kept_from_; });
  expect_told();
}

TEST_F(PastWalletTest, AWalletThatDidNothingSinceIsToldAsItIs) {
  pay(10);
  const auto before = then_.back();
  world_.now.milliseconds += 1'000;
  world_.fund(13, amount("1.00"));
  kept_from_ = world_.books.last();
  const ledger::Sequence last = {kept_from_.value - 1};
  WalletView now;
  now.state = before;
  now.last = last;
  const auto read = [this](ledger::Sequence sequence) -> std::optional<ledger::Record> {
    if (sequence < kept_from_) return std::nullopt;
    return world_.records[sequence.value - 1];
  };
  const auto found = past_wallet(now, world_.now, states_, read, kept_from_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->posted, before.posted);
  const ledger::Time earlier{world_.now.milliseconds - 500};
  EXPECT_EQ(past_wallet(now, earlier, states_, read, kept_from_).error().code,
            ledger::Errc::history_archived);
}

// What is not known is not taken for nothing.
TEST_F(PastWalletTest, ARecordThatCannotBeReadIsNoBeginning) {
  pay(100);
  unreadable_ = world_.records[first_ + 50].sequence.value;
  EXPECT_FALSE(at(world_.records[first_ + 20].time));
  EXPECT_TRUE(at(world_.records[first_ + 60].time));
}

}  // namespace
}  // namespace bursar::actors::past_wallet_test
