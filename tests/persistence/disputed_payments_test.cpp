#include "persistence/disputed_payments.hpp"

#include <gtest/gtest.h>

namespace bursar::persistence::disputed_payments_test {
namespace {

using namespace bursar;
using ledger::DisputeStatus;
using ledger::Sequence;

ledger::Record opened(std::uint64_t payment) {
  return {.fact = ledger::DisputeOpened{.of = {.payment = {payment}}}};
}
ledger::Record moved(std::uint64_t payment, DisputeStatus status) {
  return {.fact = ledger::DisputeMoved{.of = {.payment = {payment}}, .status = status}};
}

TEST(DisputedPaymentsTest, TheOldestIsTheFirstWhoseDisputeIsOpen) {
  ledger::Books books;
  books.courses[{3}].dispute.status = DisputeStatus::under_review;
  books.courses[{4}].dispute.status = DisputeStatus::resolved_denied;
  books.courses[{5}].refunded = ledger::Money::units(1);
  DisputedPayments disputed{books};
  EXPECT_EQ(disputed.oldest({1}), Sequence{3});
  EXPECT_EQ(disputed.oldest({4}), std::nullopt);
  disputed.take(opened(5));
  EXPECT_EQ(disputed.oldest({4}), Sequence{5});
  disputed.take(moved(5, DisputeStatus::under_review));
  EXPECT_EQ(disputed.oldest({4}), Sequence{5});
  disputed.take({.fact = ledger::EvidenceAdded{.of = {.payment = {5}}}});
  EXPECT_EQ(disputed.oldest({4}), Sequence{5});
  disputed.take(moved(5, DisputeStatus::withdrawn));
  EXPECT_EQ(disputed.oldest({4}), std::nullopt);
  disputed.take({.fact = ledger::DisputeRefunded{.refund = {.payment = {3}}}});
  EXPECT_EQ(disputed.oldest({1}), std::nullopt);
}

TEST(DisputedPaymentsTest, EvidenceOpensNothing) {
  DisputedPayments disputed{ledger::Books{}};
  disputed.take({.fact = ledger::EvidenceAdded{.of = {.payment = {5}}}});
  EXPECT_EQ(disputed.oldest({1}), std::nullopt);
}

}  // namespace
}  // namespace bursar::persistence::disputed_payments_test
