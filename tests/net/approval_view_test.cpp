#include "net/approval_view.hpp"

#include <set>
#include <string_view>

#include <gtest/gtest.h>

namespace bursar::net::approval_view_test {
namespace {

using ledger::ApprovalStatus;

TEST(ApprovalViewTest, EveryStatusHasItsWords) {
  std::set<std::string_view> words;
  for (const ApprovalStatus status : {ApprovalStatus::pending, ApprovalStatus::approved,
                                      ApprovalStatus::rejected, ApprovalStatus::expired}) {
    EXPECT_NE(approval_words.find(word(status)), std::string_view::npos);
    words.insert(word(status));
  }
  EXPECT_EQ(words.size(), 4U);
}

TEST(ApprovalViewTest, WhatDecidedItTellsItsStatus) {
  const ledger::Record request{.fact = ledger::PaymentHeld{}};
  EXPECT_EQ(status_of({request}), ApprovalStatus::pending);
  ledger::Record end{.fact = ledger::ApprovalEnded{.status = ApprovalStatus::expired}};
  EXPECT_EQ(status_of({request, &end}), ApprovalStatus::expired);
  end.fact = ledger::Paid{.approved = ledger::Approved{}};
  EXPECT_EQ(status_of({request, &end}), ApprovalStatus::approved);
}

}  // namespace
}  // namespace bursar::net::approval_view_test
