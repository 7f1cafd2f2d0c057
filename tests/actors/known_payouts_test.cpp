#include "actors/known_payouts.hpp"

#include "actors/books_states.hpp"
#include "actors/settlement.hpp"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::known_payouts_test {
namespace {

using ledger::PayoutEvent;
using ledger::PayoutStatus;
using ledger::Sequence;

struct KnownPayoutsTest : testing::Test {
  static KnownPayout payout(std::uint64_t at, std::int64_t submit_at,
                            PayoutStatus status = PayoutStatus::pending) {
    return {.payout = {at},
            .row = {.organization = {1}, .wallet = {7}, .status = status, .last = {at}},
            .submit_at = {submit_at},
            .since = {submit_at - 50}};
  }
  std::vector<std::uint64_t> listed(const PayoutsQuery& query) const {
    std::vector<std::uint64_t> found;
    for (const PayoutRow& row : known.list(query).rows) found.push_back(row.payout.value);
    return found;
  }

  const BooksStates states{ledger::Books{}};
  KnownPayouts known{states, {payout(3, 300), payout(4, 100)}};
};

TEST_F(KnownPayoutsTest, TheEarliestIsLookedAtFirst) {
  EXPECT_EQ(known.next_look(), ledger::Time{100});
  EXPECT_FALSE(known.due({99}));
  EXPECT_EQ(known.due({100}), Sequence{4});
  known.look_at({4}, {500});
  EXPECT_EQ(known.next_look(), ledger::Time{300});
}

TEST_F(KnownPayoutsTest, WhatIsSubmittedNowIsLookedAtAtOnceAndNobodyHasIt) {
  known.move({{4}, PayoutStatus::submitted}, {5}, {120});
  EXPECT_EQ(known.due({120}), Sequence{4});
  EXPECT_FALSE(known.open({4})->may_be_there);
  EXPECT_EQ(known.find({4})->last, Sequence{5});
  EXPECT_EQ(known.with_connector_since({120}), std::vector{Sequence{4}});
  EXPECT_TRUE(known.with_connector_since({119}).empty());
}

TEST_F(KnownPayoutsTest, WhatWasSubmittedBeforeMayBeThere) {
  KnownPayouts begun{states, {payout(3, 300), payout(4, 100, PayoutStatus::submitted)}};
  EXPECT_FALSE(begun.open({3})->may_be_there);
  EXPECT_TRUE(begun.open({4})->may_be_there);
}

TEST_F(KnownPayoutsTest, OneThatEndedIsKnownUntilTheViewsKnowIt) {
  known.move({{4}, PayoutStatus::cancelled}, {5}, {120});
  EXPECT_EQ(known.size(), 1U);
  EXPECT_EQ(known.open({4}), nullptr);
  EXPECT_EQ(known.find({4})->status, PayoutStatus::cancelled);
  EXPECT_EQ(known.find({9}), std::nullopt);
  EXPECT_EQ(listed({.organization = {1}}), (std::vector<std::uint64_t>{4, 3}));
  known.move({{3}, PayoutStatus::failed}, {6}, {320});
  EXPECT_EQ(known.next_look(), std::nullopt);
}

TEST_F(KnownPayoutsTest, AListIsNewestFirstAndOfWhatIsAskedFor) {
  known.add(payout(9, 900));
  EXPECT_EQ(listed({.organization = {1}}), (std::vector<std::uint64_t>{9, 4, 3}));
  EXPECT_EQ(listed({.organization = {2}}), std::vector<std::uint64_t>{});
  EXPECT_EQ(listed({.organization = {1}, .environment = ledger::Environment::production}),
            std::vector<std::uint64_t>{});
  EXPECT_EQ(listed({.organization = {1}, .status = PayoutStatus::pending}),
            (std::vector<std::uint64_t>{9, 4, 3}));
  EXPECT_EQ(listed({.organization = {1}, .status = PayoutStatus::settling}),
            std::vector<std::uint64_t>{});
  EXPECT_EQ(listed({.organization = {1}, .only = {8}}), std::vector<std::uint64_t>{});
  const auto page = known.list({.organization = {1}, .page = {.limit = 2}});
  EXPECT_EQ(page.next, 4U);
  EXPECT_EQ(listed({.organization = {1}, .page = {.before = page.next}}),
            std::vector<std::uint64_t>{3});
}

// One line a state: what follows from what its connector says.
TEST(SettlementTest, WhatFollowsIsOneOfTheTable) {
  constexpr std::array said = {Standing::unanswered, Standing::unknown, Standing::accepted,
                               Standing::completed, Standing::refused};
  constexpr std::array<std::string_view, 5> events = {"submit", "settle", "complete", "fail",
                                                      "cancel"};
  std::string walked = "\n";
  for (const PayoutStatus status :
       {PayoutStatus::pending, PayoutStatus::submitted, PayoutStatus::settling}) {
    walked.append(word(status)).append(":");
    for (const Standing standing : said) {
      const SettlementStep step = step_after(status, standing);
      walked.append(" ").append(step.submit_again ? "again"
                                : step.event      ? events[static_cast<std::size_t>(*step.event)]
                                                  : "-");
      if (step.event) {
        EXPECT_TRUE(next_status(status, *step.event));
      }
    }
    walked += '\n';
  }
  EXPECT_EQ(walked, R"(
pending: - - submit submit fail
submitted: - again settle complete fail
settling: - - - complete fail
)");
}

}  // namespace
}  // namespace bursar::actors::known_payouts_test
