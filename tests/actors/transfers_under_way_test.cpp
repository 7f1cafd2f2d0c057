#include "actors/transfers_under_way.hpp"

#include "tests/ledger/decisions.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::transfers_under_way_test {
namespace {

using tests::usd;

TransferPtr given(const ledger::Wallet& wallet, std::string_view written) {
  auto transfer = std::make_shared<Transfer>();
  transfer->decided = wallet.decide(tests::payment(written), {}, tests::noon).value();
  return transfer;
}

TransferPtr expected(std::string_view written) {
  auto transfer = std::make_shared<Transfer>();
  transfer->credits = {{.to = {7}, .money = usd("1.00")}, {.to = {6}, .money = usd(written)}};
  return transfer;
}

TEST(TransfersUnderWayTest, WhatIsGivenIsHeldForUntilItEnds) {
  ledger::Wallet wallet{tests::holding("10.00")};
  TransfersUnderWay transfers;
  const TransferPtr transfer = given(wallet, "9.00");
  transfers.give(wallet, transfer);
  EXPECT_FALSE(transfers.none());
  EXPECT_FALSE(wallet.decide(tests::payment("9.00"), {}, tests::noon));
  EXPECT_EQ(transfers.all(), std::vector{transfer});
  transfers.end_giving(wallet, transfer);
  EXPECT_TRUE(transfers.none());
  EXPECT_TRUE(wallet.decide(tests::payment("9.00"), {}, tests::noon));
}

TEST(TransfersUnderWayTest, WhatIsExpectedIsCountedOnUntilItIsForgotten) {
  ledger::Wallet wallet{tests::holding("10.00")};
  TransfersUnderWay transfers;
  const TransferPtr transfer = expected("9.00");
  EXPECT_EQ(credit_to({6}, *transfer), usd("9.00"));
  transfers.expect(wallet, transfer, credit_to({6}, *transfer));
  EXPECT_TRUE(wallet.in_flight());
  EXPECT_EQ(transfers.all(), std::vector{transfer});
  EXPECT_TRUE(transfers.no_longer_expect(wallet, transfer));
  EXPECT_FALSE(wallet.in_flight());
  EXPECT_FALSE(transfers.no_longer_expect(wallet, transfer));
  EXPECT_TRUE(transfers.none());
}

TEST(TransfersUnderWayTest, WhatIsCountedOnIsToldOfThoseThatAreAskedFor) {
  ledger::Wallet wallet{tests::holding("10.00")};
  TransfersUnderWay transfers;
  const TransferPtr paid = expected("9.00");
  const TransferPtr another = expected("2.00");
  const TransferPtr drawn = expected("-3.00");
  for (const TransferPtr& one : {paid, another, drawn})
    transfers.expect(wallet, one, credit_to({6}, *one));
  EXPECT_EQ(transfers.counted_on({}), usd("0.00"));
  EXPECT_EQ(transfers.counted_on({paid, drawn, expected("1.00")}), usd("9.00"));
  EXPECT_EQ(transfers.counted_on({paid, another}), usd("11.00"));
}

TEST(TransfersUnderWayTest, WhatIsBeingRefundedIsKnownByItsPayment) {
  ledger::Wallet wallet{tests::holding("10.00")};
  TransfersUnderWay transfers;
  auto refunded = std::make_shared<Transfer>();
  refunded->decided.fact = ledger::Refunded{.payment = {4}};
  transfers.give(wallet, given(wallet, "1.00"));
  EXPECT_FALSE(transfers.go_on_with({4}));
  transfers.give(wallet, refunded);
  EXPECT_TRUE(transfers.go_on_with({4}));
  EXPECT_FALSE(transfers.go_on_with({5}));
}

TEST(TransfersUnderWayTest, WhatIsBeingApprovedIsKnownByItsRequest) {
  ledger::Wallet wallet{tests::holding("10.00")};
  TransfersUnderWay transfers;
  auto approved = std::make_shared<Transfer>();
  approved->decided.fact = ledger::Paid{.approved = ledger::Approved{.request = {4}}};
  transfers.give(wallet, given(wallet, "1.00"));
  EXPECT_FALSE(transfers.approves({4}));
  transfers.give(wallet, approved);
  EXPECT_TRUE(transfers.approves({4}));
  EXPECT_FALSE(transfers.approves({5}));
  transfers.end_giving(wallet, approved);
  EXPECT_FALSE(transfers.approves({4}));
}

}  // namespace
}  // namespace bursar::actors::transfers_under_way_test
