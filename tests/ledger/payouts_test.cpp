#include "ledger/payouts.hpp"

#include <gtest/gtest.h>

namespace bursar::ledger::payouts_test {
namespace {

TEST(PayoutsTest, APayoutIsFoundAmongThoseThatAreOpen) {
  const OpenPayouts payouts{{.payout = {3}}, {.payout = {7}}, {.payout = {9}}};
  EXPECT_EQ(find_payout(payouts, {7}), &payouts[1]);
  EXPECT_EQ(find_payout(payouts, {8}), nullptr);
  EXPECT_EQ(find_payout(payouts, {10}), nullptr);
}

TEST(PayoutsTest, WhatOthersPayOutIsNoneOfAWalletsPayouts) {
  const OpenPayouts before{{.payout = {4}}};
  OpenPayouts payouts = before;
  for (const Fact& fact :
       {Fact{PayoutAsked{.payment = {.payer = {6}}}},
        Fact{PayoutAdvanced{.payout = {4}, .payer = {6}}},
        Fact{PayoutEnded{.payout = {4}, .payer = {6}}},
        Fact{PayoutCompleted{.payout = {4}, .payer = {6}}}, Fact{Paid{.payer = {7}}}})
    apply_payout(payouts, Record{.sequence = {9}, .fact = fact}, {7});
  EXPECT_EQ(payouts, before);
}

TEST(PayoutsTest, AFactTellsWhichPayoutItMoves) {
  EXPECT_FALSE(payout_move(Paid{}));
  EXPECT_FALSE(payout_move(PayoutAsked{})) << "it begins one";
  EXPECT_EQ(payout_move(PayoutAdvanced{.payout = {4}, .status = PayoutStatus::settling})->status,
            PayoutStatus::settling);
  EXPECT_EQ(payout_move(PayoutEnded{.payout = {4}, .status = PayoutStatus::failed})->status,
            PayoutStatus::failed);
  const auto completed = payout_move(PayoutCompleted{.payout = {4}});
  EXPECT_EQ(completed->payout, Sequence{4});
  EXPECT_EQ(completed->status, PayoutStatus::completed);
}

}  // namespace
}  // namespace bursar::ledger::payouts_test
