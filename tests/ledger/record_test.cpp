#include "ledger/record.hpp"

#include "tests/support/amounts.hpp"

#include <limits>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::ledger::record_test {
namespace {

using tests::money;

Entry entry(std::int64_t units) {
  return {.account = {1}, .amount = money(units)};
}

TEST(RecordTest, EveryFactHasItsKind) {
  EXPECT_EQ(kind(Genesis{}), "genesis");
  EXPECT_EQ(kind(Opened{}), "opened");
  EXPECT_EQ(kind(KeyRevoked{}), "key_revoked");
  EXPECT_EQ(kind(PolicyAttached{}), "policy_attached");
  EXPECT_EQ(kind(PolicyChanged{}), "policy_changed");
  EXPECT_EQ(kind(PolicyDeleted{}), "policy_deleted");
  EXPECT_EQ(kind(Paid{}), "paid");
  EXPECT_EQ(kind(Funded{}), "funded");
  EXPECT_EQ(kind(Cleared{}), "cleared");
  EXPECT_EQ(kind(Refused{}), "refused");
  EXPECT_EQ(kind(Recovered{}), "recovered");
  EXPECT_EQ(kind(ClockAccepted{}), "clock_accepted");
  EXPECT_EQ(kind(Checkpointed{}), "checkpointed");
  EXPECT_EQ(kind(KeyRotated{}), "key_rotated");
  EXPECT_EQ(kind(KeysUsed{}), "keys_used");
  EXPECT_EQ(kind(SessionIssued{}), "session_issued");
  EXPECT_EQ(kind(WalletChanged{}), "wallet_changed");
  EXPECT_EQ(kind(WalletArchived{}), "wallet_archived");
  EXPECT_EQ(kind(Withdrawn{}), "withdrawn");
  EXPECT_EQ(kind(PaymentHeld{}), "payment_held");
  EXPECT_EQ(kind(ApprovalEnded{}), "approval_ended");
  EXPECT_EQ(kind(BatchFunded{}), "batch_funded");
  EXPECT_EQ(kind(TopupSet{}), "topup_set");
  EXPECT_EQ(kind(ServiceMade{}), "service_made");
  EXPECT_EQ(kind(ServiceChanged{}), "service_changed");
  EXPECT_EQ(kind(ServiceMarked{}), "service_marked");
  EXPECT_EQ(kind(TokenIssued{}), "token_issued");
  EXPECT_EQ(kind(TokenAdvanced{}), "token_advanced");
  EXPECT_EQ(kind(TokenEnded{}), "token_ended");
  EXPECT_EQ(kind(Refunded{}), "refunded");
  EXPECT_EQ(kind(Sealed{}), "sealed");
  EXPECT_EQ(kind(PayoutAsked{}), "payout_asked");
  EXPECT_EQ(kind(PayoutAdvanced{}), "payout_advanced");
  EXPECT_EQ(kind(PayoutEnded{}), "payout_ended");
  EXPECT_EQ(kind(PayoutCompleted{}), "payout_completed");
  EXPECT_EQ(kind(DisputeOpened{}), "dispute_opened");
  EXPECT_EQ(kind(EvidenceAdded{}), "evidence_added");
  EXPECT_EQ(kind(DisputeMoved{}), "dispute_moved");
  EXPECT_EQ(kind(DisputeRefunded{}), "dispute_refunded");
  EXPECT_EQ(kind(ReceivableRepaid{}), "receivable_repaid");
  EXPECT_EQ(kind(WebhookMade{}), "webhook_made");
  EXPECT_EQ(kind(WebhookChanged{}), "webhook_changed");
  EXPECT_EQ(kind(WebhookRotated{}), "webhook_rotated");
  EXPECT_EQ(kind(WebhookMarked{}), "webhook_marked");
  EXPECT_EQ(kind(WebhookAsked{}), "webhook_asked");
  EXPECT_EQ(kind(DeliveriesMade{}), "deliveries_made");
}

TEST(RecordTest, WhatHasAnIdHasASalt) {
  EXPECT_EQ(salt_of(Paid{.salt = 7}), 7U);
  EXPECT_EQ(salt_of(Funded{.salt = 7}), 7U);
  EXPECT_EQ(salt_of(Cleared{.salt = 7}), 7U);
  EXPECT_EQ(salt_of(Withdrawn{.salt = 7}), 7U);
  EXPECT_EQ(salt_of(BatchFunded{.salt = 7}), 7U);
  EXPECT_EQ(salt_of(Refunded{.salt = 7}), 7U);
  EXPECT_EQ(salt_of(Refused{}), std::nullopt);
  EXPECT_EQ(salt_of(WalletArchived{}), std::nullopt);
}

TEST(RecordTest, AnAccountGetsWhatItsEntrySays) {
  EXPECT_EQ(posted_to({1}, {entry(5)}), money(5));
  EXPECT_EQ(posted_to({2}, {entry(5)}), money(0));
}

TEST(RecordTest, AnIdTellsTheRecordThatWasAskedForIt) {
  const auto place = [](Fact fact) {
    return payment_place({.sequence = {9}, .stream = 1, .epoch = 2, .fact = std::move(fact)});
  };
  const PaymentPlace own{.stream = 1, .epoch = 2, .sequence = {9}, .salt = 7};
  EXPECT_EQ(place(Paid{.salt = 7}), own);
  EXPECT_EQ(place(Funded{.salt = 7}), own);
  EXPECT_EQ(place(Cleared{.salt = 7}), own);
  EXPECT_EQ(place(PaymentHeld{.payment = {.salt = 7}}), own);
  EXPECT_EQ(place(Paid{.salt = 7, .approved = Approved{.request = {4}, .request_epoch = 1}}),
            (PaymentPlace{.stream = 1, .epoch = 1, .sequence = {4}, .salt = 7}));
  EXPECT_EQ(place(PayoutAsked{.payment = {.salt = 7}}), own);
  EXPECT_EQ(place(PayoutCompleted{.payout = {4}, .payout_epoch = 1, .salt = 7}),
            (PaymentPlace{.stream = 1, .epoch = 1, .sequence = {4}, .salt = 7}));
  EXPECT_EQ(place(Refused{}), std::nullopt);
  EXPECT_EQ(place(ApprovalEnded{}), std::nullopt);
}

TEST(RecordTest, EntriesAreBalancedWhenTheySumToZero) {
  EXPECT_TRUE(balanced({}));
  EXPECT_TRUE(balanced({entry(5), entry(-3), entry(-2)}));
  EXPECT_FALSE(balanced({entry(5), entry(-4)}));
}

TEST(RecordTest, SumsThatLeave64BitsOnTheirWayAreRight) {
  const auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_TRUE(balanced({entry(most), entry(most), entry(-most), entry(-most)}));
  EXPECT_FALSE(balanced({entry(most), entry(most), entry(2)}));  // zero, were it 64 bits
}

}  // namespace
}  // namespace bursar::ledger::record_test
