#include "ledger/disputes.hpp"

#include "ledger/payment_states.hpp"
#include "tests/support/amounts.hpp"

#include <gtest/gtest.h>

namespace bursar::ledger::disputes_test {
namespace {

TEST(DisputesTest, AFactTellsWhichDisputeItMoves) {
  EXPECT_FALSE(dispute_move(Paid{}));
  const auto opened = dispute_move(DisputeOpened{.of = {.payment = {3}}});
  EXPECT_EQ(opened->payment, Sequence{3});
  EXPECT_TRUE(opened->dispute.none());
  EXPECT_TRUE(dispute_move(EvidenceAdded{.dispute = {4}})->evidence);
  const auto moved = dispute_move(
      DisputeMoved{.dispute = {4}, .status = DisputeStatus::withdrawn, .service = {2}});
  EXPECT_EQ(moved->status, DisputeStatus::withdrawn);
  EXPECT_EQ(moved->service, Sequence{2});
  const auto resolved = dispute_move(DisputeRefunded{.dispute = {4}, .refund = {.payment = {3}}});
  EXPECT_EQ(resolved->status, DisputeStatus::resolved_refunded);
  EXPECT_EQ(resolved->payment, Sequence{3});
}

TEST(DisputesTest, AFactTellsWhichPaymentItGoesOnWith) {
  EXPECT_EQ(payment_of(Refunded{.payment = {3}}), Sequence{3});
  EXPECT_EQ(payment_of(DisputeRefunded{.refund = {.payment = {3}}}), Sequence{3});
  EXPECT_EQ(payment_of(DisputeMoved{.of = {.payment = {3}}}), Sequence{3});
  EXPECT_EQ(payment_of(Paid{}), std::nullopt);
}

TEST(DisputesTest, ItsDeciderIsToldOfIt) {
  EXPECT_EQ(dispute_decider(EvidenceAdded{.of = {.payer = {6}, .payee = {7}}}), AccountNumber{7});
  EXPECT_EQ(dispute_decider(DisputeRefunded{.refund = {.from = {7}}}), AccountNumber{7});
  EXPECT_TRUE(dispute_decider(Refunded{.from = {7}}).none());
}

TEST(DisputesTest, WhoeverDisputesItsOwnPaymentWinsNothing) {
  Dispute row{.service = {4}};
  EXPECT_EQ(row.judged(DisputeStatus::resolved_denied), Sequence{4});
  EXPECT_EQ(row.judged(DisputeStatus::resolved_refunded), Sequence{4});
  EXPECT_TRUE(row.judged(DisputeStatus::withdrawn).none());
  row.by_payee = true;
  EXPECT_TRUE(row.judged(DisputeStatus::resolved_denied).none());
  EXPECT_EQ(row.judged(DisputeStatus::resolved_refunded), Sequence{4});
}

TEST(DisputesTest, APaymentIsDisputedWhileThatIsOpenAndSomethingIsLeft) {
  PaymentCourse course{.principal = tests::usd("5.00"),
                       .dispute = {.opened = {4}, .status = DisputeStatus::open}};
  EXPECT_EQ(state_of(course), PaymentState::disputed);
  course.refunded = tests::usd("1.00");
  course.dispute.status = DisputeStatus::under_review;
  EXPECT_EQ(state_of(course), PaymentState::disputed);
  course.dispute.status = DisputeStatus::resolved_denied;
  EXPECT_EQ(state_of(course), PaymentState::partially_refunded);
  course.dispute.status = DisputeStatus::open;
  course.refunded = tests::usd("5.00");
  EXPECT_EQ(state_of(course), PaymentState::refunded);
}

TEST(DisputesTest, APaymentsLifeGoesOnWithItsDispute) {
  const auto of = [](std::string_view refunded) {
    return Disputed{.principal = tests::amount("5.00"), .refunded = tests::usd(refunded)};
  };
  const auto ended = [&](std::string_view refunded) {
    return payment_event(
        DisputeMoved{.of = of(refunded), .status = DisputeStatus::resolved_denied});
  };
  EXPECT_EQ(payment_event(DisputeOpened{}), PaymentEvent::dispute);
  EXPECT_EQ(ended("0.00"), PaymentEvent::drop);
  EXPECT_EQ(ended("1.00"), PaymentEvent::drop_part);
  EXPECT_EQ(ended("5.00"), std::nullopt);
  EXPECT_EQ(payment_event(DisputeMoved{.of = of("0.00")}), std::nullopt);
  EXPECT_EQ(payment_event(EvidenceAdded{}), std::nullopt);
  EXPECT_EQ(payment_event(DisputeRefunded{.refund = {.principal = tests::amount("5.00"),
                                                     .refunded_after = tests::usd("5.00")}}),
            PaymentEvent::refund_rest);
}

}  // namespace
}  // namespace bursar::ledger::disputes_test
