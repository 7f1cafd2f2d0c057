#include "actors/payment_courses.hpp"

#include "tests/actors/empty_states.hpp"
#include "tests/support/amounts.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace bursar::actors::payment_courses_test {
namespace {

using ledger::ApprovalStatus;
using ledger::PaymentCourse;
using ledger::Sequence;
using tests::usd;

/// Rows that somebody else writes, at their own pace.
class Views final : public tests::EmptyStates {
 public:
  Sequence watermark() const override { return seen; }
  std::optional<PaymentCourse> course(Sequence payment) const override {
    return payment == Sequence{1} && !row.last.none() ? std::optional{row} : std::nullopt;
  }
  std::optional<ledger::Approval> approval(Sequence request) const override {
    return request == Sequence{2} ? asked : std::nullopt;
  }

  Sequence seen = {};
  PaymentCourse row = {};
  std::optional<ledger::Approval> asked = {};
};

ledger::Record refund(std::uint64_t sequence, std::string_view after, std::uint64_t payment = 1) {
  return {
      .sequence = {sequence},
      .fact = ledger::Refunded{
          .payment = {payment}, .principal = tests::amount("5.00"), .refunded_after = usd(after)}};
}

TEST(PaymentCoursesTest, WhatIsDurableIsToldBeforeTheViewsHaveIt) {
  const Views views;
  PaymentCourses courses{views};
  EXPECT_EQ(courses.course({1}), PaymentCourse{});
  courses.add(refund(7, "2.00"));
  const PaymentCourse first{.principal = usd("5.00"), .refunded = usd("2.00"), .last = {7}};
  EXPECT_EQ(courses.course({1}), first);
  courses.add(refund(8, "5.00"));
  EXPECT_EQ(courses.course({1}).refunded, usd("5.00"));
  EXPECT_EQ(courses.course({2}), PaymentCourse{});
  courses.add({.sequence = {9}, .fact = ledger::Paid{}});
  EXPECT_EQ(courses.size(), 1U);
}

TEST(PaymentCoursesTest, WhatTheViewsHaveIsForgottenAndToldFromThere) {
  Views views;
  PaymentCourses courses{views};
  courses.add(refund(7, "2.00"));
  courses.add(refund(8, "3.00"));
  views.seen = {7};
  courses.add(refund(9, "1.00", 4));
  EXPECT_EQ(courses.size(), 2U) << "the newest of the payment is still ahead";
  views.seen = {8};
  views.row = {.principal = usd("5.00"), .refunded = usd("3.00"), .last = {8}};
  courses.add(refund(10, "2.00", 4));
  EXPECT_EQ(courses.size(), 1U);
  EXPECT_EQ(courses.course({1}), views.row);
}

TEST(PaymentCoursesTest, WhatTheViewsHaveOfAPaymentIsGoneOnWith) {
  Views views;
  PaymentCourses courses{views};
  views.row = {.principal = usd("5.00"),
               .last = {8},
               .dispute = {.opened = {6},
                           .status = ledger::DisputeStatus::open,
                           .evidence_of_payer = 1,
                           .last = {8}}};
  const auto evidence = [](std::uint64_t sequence) {
    return ledger::Record{
        .sequence = {sequence},
        .fact = ledger::EvidenceAdded{.dispute = {6},
                                      .of = {.payment = {1}, .principal = tests::amount("5.00")}}};
  };
  courses.add(evidence(8));
  EXPECT_EQ(courses.course({1}), views.row) << "they have this one";
  courses.add(evidence(9));
  EXPECT_EQ(courses.course({1}).dispute.evidence_of_payer, 2U);
  EXPECT_EQ(courses.course({1}).dispute.last, Sequence{9});
}

/// Such a read may take as long as a disk does; whoever asks meanwhile is answered.
class AskedMeanwhile final : public tests::EmptyStates {
 public:
  Sequence watermark() const override { return ask(), Sequence{}; }
  std::optional<PaymentCourse> course(Sequence /*payment*/) const override {
    return ask(), std::nullopt;
  }

  const PaymentCourses* courses = nullptr;
  mutable std::size_t asked = 0;

 private:
  // Where this thread has the lock to itself, that throws.
  void ask() const {
    courses->decision({3});
    ++asked;
  }
};

TEST(PaymentCoursesTest, TheViewsAreReadWhileOthersMayAsk) {
  AskedMeanwhile views;
  PaymentCourses courses{views};
  views.courses = &courses;
  courses.add(refund(7, "2.00"));
  EXPECT_EQ(views.asked, 2U) << "for the payment's row and for the watermark";
  courses.add(refund(8, "5.00"));
  EXPECT_EQ(views.asked, 3U) << "what is known already is not read again";
}

TEST(PaymentCoursesTest, DecisionsAreToldLikewise) {
  Views views;
  views.asked = ledger::Approval{};
  PaymentCourses courses{views};
  EXPECT_EQ(courses.decision({2}).status, ApprovalStatus::pending);
  EXPECT_EQ(courses.decision({3}).by, Sequence{});
  courses.add({.sequence = {7},
               .fact = ledger::ApprovalEnded{.request = {2}, .status = ApprovalStatus::expired}});
  EXPECT_EQ(courses.decision({2}).status, ApprovalStatus::expired);
  EXPECT_EQ(courses.decision({2}).by, Sequence{7});
  views.seen = {7};
  views.asked = ledger::Approval{.status = ApprovalStatus::expired, .ended = {7}};
  courses.add(
      {.sequence = {8}, .fact = ledger::Paid{.approved = ledger::Approved{.request = {3}}}});
  EXPECT_EQ(courses.size(), 1U);
  EXPECT_EQ(courses.decision({2}).by, Sequence{7});
  EXPECT_EQ(courses.decision({3}).status, ApprovalStatus::approved);
}

}  // namespace
}  // namespace bursar::actors::payment_courses_test
