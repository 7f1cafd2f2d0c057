#include "net/statement_comparison.hpp"

#include "tests/support/amounts.hpp"

#include <cctype>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::net::statement_comparison_test {
namespace {

using ledger::Bits128;
using ledger::KnownPayout;
using ledger::PayoutStatus;
using ledger::StatedStatus;
using ledger::Verdict;
using tests::usd;

constexpr ledger::Time began{1'000'000};
constexpr ledger::Time before{999'999};
constexpr StatementSpan today{.from = {900'000}, .to = {1'100'000}};

std::string id_text(std::uint64_t n) {
  return ledger::text("payout_", Bits128{0, n});
}

/// The ledger's payouts by their ids; what is `elsewhere` was asked for on another day.
class Known final : public PayoutsHere {
 public:
  std::optional<KnownPayout> find(const Bits128& id, ledger::Environment) const override {
    for (const auto* all : {&of_today, &elsewhere})
      if (const auto found = all->find(id); found != all->end()) return found->second;
    return std::nullopt;
  }
  void each(const StatementSpan&, const Each& each) const override {
    for (const auto& [id, payout] : of_today) each(id, payout);
  }
  void add(std::uint64_t n, PayoutStatus status, ledger::Money amount = usd("5.00")) {
    of_today[Bits128{0, n}] = {.amount = amount, .status = status, .since = before};
  }

  std::map<Bits128, KnownPayout> of_today;
  std::map<Bits128, KnownPayout> elsewhere;
};

StatedRow stated(const std::string& id, StatedStatus status, ledger::Money amount = usd("5.00")) {
  return {.id = id, .said = {.amount = amount, .status = status}, .reference = "ref " + id};
}
Reconciled compared(const Known& here, std::vector<StatedRow> rows) {
  StatementComparison comparison{today, began};
  EXPECT_TRUE(comparison.take({.rows = std::move(rows), .next_cursor = {}}));
  return comparison.against(here);
}
/// "missing_here payout_…": what differs, in the order of its ids.
std::map<std::string, std::string> told(const Reconciled& found) {
  std::map<std::string, std::string> all;
  for (const StatementDifference& one : found.differences)
    all[one.payout] += std::string{word(one.verdict)};
  return all;
}

TEST(StatementComparisonTest, BooksThatAgreeDifferInNothing) {
  Known here;
  here.add(1, PayoutStatus::completed);
  here.add(2, PayoutStatus::failed);
  here.add(3, PayoutStatus::cancelled);
  here.add(4, PayoutStatus::settling);
  const Reconciled found = compared(
      here, {stated(id_text(1), StatedStatus::completed), stated(id_text(2), StatedStatus::refused),
             stated(id_text(4), StatedStatus::accepted)});
  EXPECT_EQ(found.differing, 0U);
  EXPECT_TRUE(found.differences.empty());
  EXPECT_EQ(found.listed, 3U);
  EXPECT_EQ(found.compared, 4U);
  EXPECT_EQ(found.under_way, 1U);
}

TEST(StatementComparisonTest, EveryKindOfDifferenceIsTold) {
  Known here;
  here.add(1, PayoutStatus::completed);
  here.add(2, PayoutStatus::completed, usd("6.00"));
  here.add(3, PayoutStatus::failed);
  here.add(4, PayoutStatus::completed);
  const Reconciled found = compared(
      here,
      {stated(id_text(2), StatedStatus::completed), stated(id_text(3), StatedStatus::completed),
       stated(id_text(4), StatedStatus::completed), stated(id_text(4), StatedStatus::completed),
       stated(id_text(9), StatedStatus::accepted),
       stated("payout_of_somebody", StatedStatus::refused)});
  EXPECT_EQ(told(found),
            (std::map<std::string, std::string>{{id_text(1), "missing_there"},
                                                {id_text(2), "other_amount"},
                                                {id_text(3), "other_status"},
                                                {id_text(4), "listed_twice"},
                                                {id_text(9), "missing_here"},
                                                {"payout_of_somebody", "missing_here"}}));
  EXPECT_EQ(found.differing, 6U);
  for (const StatementDifference& one : found.differences) {
    if (one.payout == id_text(1)) {
      EXPECT_FALSE(one.there.has_value());
      EXPECT_EQ(one.reference, "");
      EXPECT_EQ(one.here->amount, usd("5.00"));
    }
    if (one.payout == id_text(2)) {
      EXPECT_EQ(one.here->amount, usd("6.00"));
      EXPECT_EQ(one.there->amount, usd("5.00"));
      EXPECT_EQ(one.reference, "ref " + id_text(2));
    }
  }
}

TEST(StatementComparisonTest, OneThatIsSpeltInTwoWaysIsListedTwice) {
  constexpr std::uint64_t with_letters = 0xFFFF;
  Known here;
  here.add(with_letters, PayoutStatus::completed);
  const std::string name = id_text(with_letters);
  std::string other = name;
  for (char& letter : other) letter = static_cast<char>(std::tolower(letter));
  ASSERT_NE(other, name);
  const Reconciled found = compared(
      here, {stated(name, StatedStatus::completed), stated(other, StatedStatus::completed)});
  EXPECT_EQ(told(found), (std::map<std::string, std::string>{{other, "listed_twice"}}));
  EXPECT_EQ(found.compared, 1U);
}

TEST(StatementComparisonTest, WhatIsListedUnderAnotherDayIsFoundByItsId) {
  Known here;
  here.elsewhere[Bits128{0, 7}] = {
      .amount = usd("5.00"), .status = PayoutStatus::completed, .since = before};
  const Reconciled found = compared(here, {stated(id_text(7), StatedStatus::completed)});
  EXPECT_EQ(found.differing, 0U);
  EXPECT_EQ(found.compared, 1U);
}

TEST(StatementComparisonTest, WhatHasGoneOnMeanwhileIsUnderWay) {
  Known here;
  here.of_today[Bits128{0, 1}] = {
      .amount = usd("5.00"), .status = PayoutStatus::completed, .since = began};
  const Reconciled found = compared(here, {stated(id_text(1), StatedStatus::accepted)});
  EXPECT_EQ(found.differing, 0U);
  EXPECT_EQ(found.under_way, 1U);
}

TEST(StatementComparisonTest, OfManyDifferencesTheFirstAreTold) {
  Known here;
  for (std::uint64_t n = 1; n <= 150; ++n) here.add(n, PayoutStatus::completed);
  const Reconciled found = compared(here, {});
  EXPECT_EQ(found.differing, 150U);
  EXPECT_EQ(found.differences.size(), differences_told_max);
}

TEST(StatementComparisonTest, AStatementHasABound) {
  StatementComparison comparison{today, began};
  for (std::size_t n = 0; n < StatementComparison::rows_max; n += 1'000) {
    StatementPage page;
    for (std::size_t i = 0; i < 1'000; ++i)
      page.rows.push_back({.id = std::to_string(n + i), .said = {}, .reference = {}});
    ASSERT_TRUE(comparison.take(page));
  }
  EXPECT_FALSE(comparison.take(
      {.rows = {{.id = "one more", .said = {}, .reference = {}}}, .next_cursor = {}}));
}

// Whatever both sides say: every payout of either is looked at once, and one is a difference if and
// only if its verdict, taken alone, is one.
RC_GTEST_PROP(StatementComparisonProperty, EveryPayoutHasTheVerdictThatItHasAlone, ()) {
  Known here;
  std::vector<StatedRow> rows;
  std::map<std::string, Verdict> expected;
  for (std::uint64_t n = 1; n <= 40; ++n) {
    const auto status = static_cast<PayoutStatus>(*rc::gen::inRange(0, 6));
    const auto stated_status = static_cast<StatedStatus>(*rc::gen::inRange(0, 3));
    const ledger::Money amount = *rc::gen::arbitrary<bool>() ? usd("5.00") : usd("5.01");
    const bool is_here = *rc::gen::arbitrary<bool>();
    const bool is_there = *rc::gen::arbitrary<bool>();
    if (is_here) here.add(n, status, amount);
    if (is_there) rows.push_back(stated(id_text(n), stated_status));
    if (!is_here && !is_there) continue;
    const auto known = is_here ? here.find({0, n}, {}) : std::nullopt;
    const auto said = is_there ? std::optional{rows.back().said} : std::nullopt;
    const Verdict verdict = ledger::verdict(known, said, began);
    if (differs(verdict)) expected[id_text(n)] = verdict;
  }
  const std::size_t listed = rows.size();
  const Reconciled found = compared(here, std::move(rows));
  std::map<std::string, Verdict> told_of;
  for (const StatementDifference& one : found.differences) told_of[one.payout] = one.verdict;
  RC_ASSERT(told_of == expected);
  RC_ASSERT(found.differing == expected.size());
  RC_ASSERT(found.listed == listed);
  RC_ASSERT(found.compared == here.of_today.size());
}

}  // namespace
}  // namespace bursar::net::statement_comparison_test
