#include "ledger/statement.hpp"

#include <array>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::ledger::statement_test {
namespace {

constexpr Time began{1'000'000};
constexpr Time before{999'999};

std::optional<KnownPayout> known(PayoutStatus status, Time since = before) {
  return KnownPayout{.amount = Money::dollars(5), .status = status, .since = since};
}
std::optional<StatedPayout> stated(StatedStatus status, Money amount = Money::dollars(5)) {
  return StatedPayout{.amount = amount, .status = status};
}

constexpr std::array all = {PayoutStatus::pending,  PayoutStatus::submitted,
                            PayoutStatus::settling, PayoutStatus::completed,
                            PayoutStatus::failed,   PayoutStatus::cancelled};

TEST(StatementTest, EveryPairHasItsVerdict) {
  struct Row {
    PayoutStatus here;
    std::string_view absent;
    std::string_view accepted;
    std::string_view completed;
    std::string_view refused;
  };
  constexpr std::array<Row, payout_statuses> table = {{
      {PayoutStatus::pending, "agrees", "other_status", "other_status", "agrees"},
      {PayoutStatus::submitted, "under_way", "under_way", "under_way", "under_way"},
      {PayoutStatus::settling, "missing_there", "under_way", "under_way", "under_way"},
      {PayoutStatus::completed, "missing_there", "other_status", "agrees", "other_status"},
      {PayoutStatus::failed, "agrees", "other_status", "other_status", "agrees"},
      {PayoutStatus::cancelled, "agrees", "other_status", "other_status", "agrees"},
  }};
  for (const Row& row : table) {
    const std::string_view name = word(row.here);
    EXPECT_EQ(word(verdict(known(row.here), std::nullopt, began)), row.absent) << name;
    EXPECT_EQ(word(verdict(known(row.here), stated(StatedStatus::accepted), began)), row.accepted)
        << name;
    EXPECT_EQ(word(verdict(known(row.here), stated(StatedStatus::completed), began)), row.completed)
        << name;
    EXPECT_EQ(word(verdict(known(row.here), stated(StatedStatus::refused), began)), row.refused)
        << name;
  }
}

TEST(StatementTest, WhatNobodyAskedForIsMissingHere) {
  EXPECT_EQ(verdict(std::nullopt, stated(StatedStatus::refused), began), Verdict::missing_here);
}

TEST(StatementTest, AnotherAmountDiffersWheneverItIsSaid) {
  for (const PayoutStatus status : all)
    for (const Time since : {before, began})
      EXPECT_EQ(
          verdict(known(status, since),
                  stated(StatedStatus::completed, Money::dollars(5) + Money::units(1)), began),
          Verdict::other_amount)
          << word(status);
}

TEST(StatementTest, OfWhatHasGoneOnSinceNothingIsSaid) {
  for (const PayoutStatus status : all) {
    EXPECT_EQ(verdict(known(status, began), std::nullopt, began), Verdict::under_way);
    EXPECT_EQ(verdict(known(status, began), stated(StatedStatus::accepted), began),
              Verdict::under_way);
  }
}

TEST(StatementTest, WhatAgreesOrIsUnderWayIsNoDifference) {
  EXPECT_FALSE(differs(Verdict::agrees));
  EXPECT_FALSE(differs(Verdict::under_way));
  for (const Verdict one : {Verdict::missing_here, Verdict::missing_there, Verdict::other_amount,
                            Verdict::other_status, Verdict::listed_twice})
    EXPECT_TRUE(differs(one)) << word(one);
}

TEST(StatementTest, TheirWordsAreTheContracts) {
  EXPECT_EQ(word(StatedStatus::accepted), "accepted");
  EXPECT_EQ(word(StatedStatus::completed), "completed");
  EXPECT_EQ(word(StatedStatus::refused), "refused");
  EXPECT_EQ(word(Verdict::missing_here), "missing_here");
  EXPECT_EQ(word(Verdict::other_amount), "other_amount");
  EXPECT_EQ(word(Verdict::listed_twice), "listed_twice");
}

}  // namespace
}  // namespace bursar::ledger::statement_test
