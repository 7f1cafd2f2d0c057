#include "ledger/holds.hpp"

#include "tests/support/amounts.hpp"

#include <gtest/gtest.h>

namespace bursar::ledger::holds_test {
namespace {

using tests::amount;
using tests::usd;

constexpr AccountNumber payer{6};
constexpr AccountNumber payee{7};

Paid payment() {
  return {.payer = payer,
          .payee = payee,
          .amount = amount("5.00"),
          .fee = usd("0.02"),
          .drawn = usd("1.00")};
}
Paid approved() {
  Paid paid = payment();
  paid.approved = {.request = {4}};
  return paid;
}
Fact held() {
  return PaymentHeld{.payment = payment()};
}
Fact ended() {
  return ApprovalEnded{.request = {4}, .payer = payer, .held = usd("4.02")};
}

TEST(HoldsTest, WhatIsHeldIsWhatThePayerItselfIsDebited) {
  EXPECT_EQ(held_change(held(), payer), usd("4.02"));
  EXPECT_EQ(held_change(approved(), payer), usd("-4.02"));
  EXPECT_EQ(held_change(ended(), payer), usd("-4.02"));
  EXPECT_EQ(held_change(payment(), payer), Money{});
  for (const Fact& fact : {held(), Fact{approved()}, ended()})
    EXPECT_EQ(held_change(fact, payee), Money{});
}

TEST(HoldsTest, APaymentCountsWhereItIsAskedFor) {
  EXPECT_NE(counted_payment(held()), nullptr);
  EXPECT_NE(counted_payment(payment()), nullptr);
  EXPECT_EQ(counted_payment(approved()), nullptr);
  EXPECT_EQ(counted_payment(ended()), nullptr);
}

TEST(HoldsTest, OnlyPaymentsAreTransactions) {
  EXPECT_FALSE(transacts(held()));
  EXPECT_FALSE(transacts(ended()));
  EXPECT_TRUE(transacts(approved()));
  EXPECT_TRUE(transacts(Funded{}));
}

TEST(HoldsTest, AHoldIsOpenUntilItIsDecided) {
  OpenHolds holds;
  apply_hold(holds, {.sequence = {4}, .fact = held()}, payer);
  apply_hold(holds, {.sequence = {5}, .fact = held()}, payer);
  apply_hold(holds, {.sequence = {6}, .fact = held()}, payee);
  ASSERT_EQ(holds.size(), 2U);
  EXPECT_EQ(find_hold(holds, {4})->held, usd("4.02"));
  EXPECT_EQ(find_hold(holds, {3}), nullptr);
  EXPECT_EQ(find_hold(holds, {6}), nullptr);
  for (const Fact& fact : {Fact{approved()}, ended()}) {
    OpenHolds both = holds;
    apply_hold(both, {.sequence = {7}, .fact = fact}, payee);
    EXPECT_EQ(both, holds);
    apply_hold(both, {.sequence = {7}, .fact = fact}, payer);
    EXPECT_EQ(find_hold(both, {4}), nullptr);
    EXPECT_NE(find_hold(both, {5}), nullptr);
  }
}

}  // namespace
}  // namespace bursar::ledger::holds_test
